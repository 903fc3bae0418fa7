namespace Lab.Losses;

/// <summary>Weights by class, and the tensor of them that matches the logits. It is no buffer: weights are an option, not something that a checkpoint restores.</summary>
internal sealed class ClassWeights : IDisposable
{
    private readonly double[] _values;
    private Tensor? _tensor;

    private ClassWeights(double[] values) => _values = values;

    public int Count => _values.Length;

    public static ClassWeights? From(IReadOnlyList<double>? values, string parameter)
    {
        if (values is null)
        {
            return null;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]) || values[i] < 0)
            {
                throw new ArgumentException(FormattableString.Invariant($"The weight of class {i} is {values[i]}: weights are finite and not negative."), parameter);
            }
        }

        if (!values.Any(value => value > 0))
        {
            throw new ArgumentException($"None of the {values.Count} weights is positive, so no class would count.", parameter);
        }

        return new ClassWeights([.. values]);
    }

    /// <summary>The weights in the type and on the device of <paramref name="logits"/>; kept from call to call.</summary>
    public Tensor For(Tensor logits)
    {
        if (_tensor is null || _tensor.dtype != logits.dtype || _tensor.device_type != logits.device_type || _tensor.device_index != logits.device_index)
        {
            _tensor?.Dispose();

            // Made in inference mode, the tensor could not take part in a later backward pass.
            using var normal = torch.inference_mode(false);
            _tensor = torch.tensor(_values, dtype: logits.dtype, device: logits.device).DetachFromDisposeScope();
        }

        return _tensor;
    }

    public void Dispose() => _tensor?.Dispose();
}
