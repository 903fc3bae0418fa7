namespace Lab.Testing;

/// <summary>What a model does on purpose.</summary>
public sealed record ModelContractOptions
{
    /// <summary>Names of trainable parameters, as in the state dictionary, that get no gradient from the output. None by default.</summary>
    public IReadOnlyCollection<string> WithoutGradient { get; init; } = [];

    /// <summary>How much the answer for a sample may change with the size of its batch, as a share of the largest answer: kernels round in another order. 1e-4 by default.</summary>
    public double Tolerance { get; init; } = 1e-4;
}
