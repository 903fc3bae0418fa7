using System.Runtime.ExceptionServices;

namespace Lab.Vision;

/// <summary>Does the same for many images, on several threads.</summary>
internal static class ImageLoop
{
    /// <summary>Calls <paramref name="body"/> for 0 to <paramref name="count"/> - 1. What it throws ends the loop and comes out as it is; of several failures the first, as the others are of threads that met the same.</summary>
    public static void Run(int count, int threads, Action<int> body, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, body);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
