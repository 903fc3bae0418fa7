namespace Lab.Averages;

/// <summary>
/// Exchanges the contents of a model and its average, and exchanges them back when disposed of. What changes in the model meanwhile, such as refreshed statistics, is the average's.
/// </summary>
internal sealed class WeightSwap : IDisposable
{
    private readonly (Tensor Live, Tensor Average)[] _pairs;
    private Action? _ended;
    private int _exchanged;

    public WeightSwap(AveragedState average, Action ended)
    {
        _pairs = [.. average.Pairs];
        _ended = ended;
        try
        {
            for (; _exchanged < _pairs.Length; _exchanged++)
            {
                Exchange(_pairs[_exchanged]);
            }
        }
        catch
        {
            // The device ran out of memory, say: those that were exchanged go back.
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        for (; _exchanged > 0; _exchanged--)
        {
            Exchange(_pairs[_exchanged - 1]);
        }

        _ended?.Invoke();
        _ended = null;
    }

    private static void Exchange((Tensor Live, Tensor Average) pair)
    {
        using var noGradient = torch.no_grad();
        using var kept = pair.Live.clone();
        pair.Live.copy_(pair.Average);
        pair.Average.copy_(kept);
    }
}
