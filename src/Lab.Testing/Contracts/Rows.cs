namespace Lab.Testing;

/// <summary>Picks samples from a tensor of samples.</summary>
internal static class Rows
{
    public static Tensor Of(Tensor samples, IReadOnlyList<int> chosen)
    {
        using var index = torch.tensor(chosen.Select(number => (long)number).ToArray(), device: samples.device);
        return samples.index_select(0, index);
    }
}
