using System.Buffers;

namespace Lab.Vision.Tests.Inference;

public sealed class PredictorWorkerTests
{
    private static readonly ImagePreprocessing Preprocessing = new(4, 4);

    [Test]
    public void A_worker_that_is_disposed_of_while_a_caller_computes_waits_for_it_however_late_its_thread_begins()
    {
        var options = new PredictorOptions();
        for (var round = 0; round < 100; round++)
        {
            Thread? disposing = null;
            var hasEnded = false;
            PredictorWorker worker = null!;
            using var member = new Member(_ =>
            {
                disposing = new Thread(worker.Dispose);
                disposing.Start();
                hasEnded = disposing.Join(5);
            });
            var request = Request();
            PreparedViews[] preparations = [new(Preprocessing, TestTimeAugmentation.None)];
            worker = new PredictorWorker([member], [0], preparations, options);

            worker.AddLast([request]);

            Assert.That(request.Answer.Result.Probability, Is.EqualTo(0.5).Within(1e-6));
            Assert.That(hasEnded, Is.False, $"round {round}: the models would have been freed under the caller");
            Assert.That(disposing!.Join(10_000));
        }
    }

    [Test]
    public void Requests_of_a_caller_who_only_waits_are_computed_on_its_thread_in_batches_of_the_usual_size()
    {
        var computed = new List<(int Thread, long Images)>();
        using var member = new Member(images => computed.Add((Environment.CurrentManagedThreadId, images)));
        var views = new TestTimeAugmentation { HorizontalFlip = true };
        using var worker = new PredictorWorker([member], [0], [new(Preprocessing, views)], new PredictorOptions { BatchSize = 5, TestTimeAugmentation = views });
        PredictorRequest[] requests = [.. Enumerable.Range(0, 5).Select(_ => Request())];

        worker.AddLast([]);
        worker.AddLast(requests);

        Assert.That(requests.Select(request => request.Answer.IsCompletedSuccessfully), Is.All.True);
        Assert.That(computed, Is.EqualTo(new[] { 2L, 2, 2, 2, 1, 1 }.Select(images => (Environment.CurrentManagedThreadId, images))));
    }

    [Test]
    public void While_others_are_computed_even_such_requests_wait_for_the_workers_own_thread()
    {
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var threads = new List<int>();
        using var member = new Member(_ =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            begun.Set();
            go.Wait();
        });
        using var worker = new PredictorWorker([member], [0], [new(Preprocessing, TestTimeAugmentation.None)], new PredictorOptions());
        var (first, cancelled, last) = (Request(), Request(new CancellationToken(canceled: true)), Request());
        worker.Add([first]);
        begun.Wait();

        worker.AddLast([cancelled, last]);
        var waits = !last.Answer.IsCompleted;
        go.Set();
        last.Answer.Wait();

        Assert.That(waits);
        Assert.That(cancelled.Answer.IsCanceled);
        Assert.That(threads, Has.Count.EqualTo(2).And.None.EqualTo(Environment.CurrentManagedThreadId));
    }

    private static PredictorRequest Request(CancellationToken cancellation = default) => new("a", [ArrayPool<byte>.Shared.Rent(4 * 4 * RgbImage.Channels)], cancellation);

    private sealed class Member(Action<long> compute) : PredictorMember(new ModelCard { Architecture = [], Preprocessing = Preprocessing, Heads = [new ModelHead(ModelHead.Only, ["a", "b"])] })
    {
        public override bool UsesTorch => false;

        public override void Compute(ImageBatch images, LogitsReader read)
        {
            compute(images.Shape[0]);
            read(0, new float[2 * images.Shape[0]]);
        }

        public override void Dispose()
        {
        }
    }
}
