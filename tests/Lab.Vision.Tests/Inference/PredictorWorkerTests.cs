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
            using var member = new Member(() =>
            {
                disposing = new Thread(worker.Dispose);
                disposing.Start();
                hasEnded = disposing.Join(5);
            });
            var request = new PredictorRequest("a", [ArrayPool<byte>.Shared.Rent(4 * 4 * RgbImage.Channels)], CancellationToken.None);
            PreparedViews[] preparations = [new(Preprocessing, TestTimeAugmentation.None)];
            worker = new PredictorWorker([member], [0], preparations, options);

            var answer = worker.Ask(request);

            Assert.That(answer.Probability, Is.EqualTo(0.5).Within(1e-6));
            Assert.That(hasEnded, Is.False, $"round {round}: the models would have been freed under the caller");
            Assert.That(disposing!.Join(10_000));
        }
    }

    private sealed class Member(Action compute) : PredictorMember(new ModelCard { Architecture = [], Preprocessing = Preprocessing, Heads = [new ModelHead(ModelHead.Only, ["a", "b"])] })
    {
        public override bool UsesTorch => false;

        public override void Compute(ImageBatch images, LogitsReader read)
        {
            compute();
            read(0, [0, 0]);
        }

        public override void Dispose()
        {
        }
    }
}
