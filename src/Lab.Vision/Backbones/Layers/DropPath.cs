namespace Lab.Vision;

/// <summary>
/// Stochastic depth: leaves a block's branch out of some samples' passes (Huang et al. 2016, arXiv:1603.09382; per sample as in timm's <c>DropPath</c>).
/// </summary>
internal static class DropPath
{
    /// <summary>In training, sets the branch to zero for each sample with the given probability and scales the others up to the same mean.</summary>
    /// <param name="branch">[N, ...], returned as it is where nothing is dropped.</param>
    /// <param name="rate">Probability from 0 to below 1.</param>
    /// <param name="training">Whether the block is in training mode.</param>
    public static Tensor Apply(Tensor branch, double rate, bool training)
    {
        if (!training || rate == 0)
        {
            return branch;
        }

        using var scope = torch.NewDisposeScope();
        var shape = new long[branch.dim()];
        Array.Fill(shape, 1);
        shape[0] = branch.size(0);

        // Dropout of ones: zero, or one by the share that is kept.
        var kept = torch.nn.functional.dropout(torch.ones(shape, dtype: branch.dtype, device: branch.device), rate, training: true);
        return (branch * kept).MoveToOuterDisposeScope();
    }

    /// <summary>Rates that grow linearly from 0 at the first of <paramref name="blocks"/> to <paramref name="rate"/> at the last.</summary>
    public static double[] Rates(double rate, int blocks) => [.. Enumerable.Range(0, blocks).Select(block => blocks == 1 ? 0 : rate * block / (blocks - 1))];
}
