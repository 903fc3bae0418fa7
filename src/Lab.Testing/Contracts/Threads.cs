using System.Runtime.ExceptionServices;

namespace Lab.Testing;

/// <summary>Runs work on threads of its own, all at once, and brings back the first error.</summary>
internal static class Threads
{
    public static void Run(params IReadOnlyList<Action> work)
    {
        Exception? failure = null;
        using var start = new Barrier(work.Count);
        var threads = work.Select(action => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                action();
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, error, null);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
