namespace Lab.Tests;

/// <summary>The number of live tensors, for tests that none may be left behind.</summary>
internal static class LiveTensors
{
    /// <summary>Counts once those that earlier tests left to the garbage collector are gone: they would leave the count in the middle of a test.</summary>
    public static long Settle()
    {
        for (var generation = 0; generation < 2; generation++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return TorchSharp.torch.Tensor.TotalCount;
    }
}
