using Lab.Checkpoints;

namespace Lab.Tests.Checkpoints;

public sealed class BackgroundWorkTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [Test]
    public void Pieces_are_done_in_order_one_at_a_time_on_another_thread()
    {
        var work = new BackgroundWork();
        var (done, running, most) = (new List<int>(), 0, 0);
        var threads = new HashSet<int>();
        for (var i = 0; i < 50; i++)
        {
            var number = i;
            work.Add(() =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                done.Add(number);
                threads.Add(Environment.CurrentManagedThreadId);
                Interlocked.Decrement(ref running);
            });
        }

        work.Wait();
        Assert.That(done, Is.EqualTo(Enumerable.Range(0, 50)));
        Assert.That(most, Is.EqualTo(1));
        Assert.That(threads, Has.No.Member(Environment.CurrentManagedThreadId));
    }

    [Test]
    public void Adding_waits_for_nothing()
    {
        var work = new BackgroundWork();
        using var go = new ManualResetEventSlim();
        var done = false;
        work.Add(() => Assert.That(go.Wait(Hang)));
        work.Add(() => done = true);

        Assert.That(work.HasFailed, Is.False);
        Assert.That(done, Is.False);
        go.Set();
        work.Wait();
        Assert.That(done);
    }

    [Test]
    public void After_a_failure_nothing_is_done_and_the_failure_itself_is_thrown()
    {
        var work = new BackgroundWork();
        var failure = new LabException("the disk is full");
        var done = false;
        work.Add(() => throw failure);
        work.Add(() => done = true);

        Assert.That(() => work.Wait(), Throws.Exception.SameAs(failure));
        Assert.That(work.HasFailed);
        Assert.That(done, Is.False);
    }
}
