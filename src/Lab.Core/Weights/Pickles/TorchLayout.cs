namespace Lab.Weights.Pickles;

/// <summary>Whether a tensor lies within its storage.</summary>
internal static class TorchLayout
{
    // What libtorch's operations can handle.
    private const int MaximumRank = 64;

    /// <returns><paramref name="tensor"/> itself.</returns>
    /// <exception cref="InvalidDataException">It reaches out of its storage, or its shape is impossible.</exception>
    public static TorchTensor Check(TorchTensor tensor)
    {
        var (shape, strides) = (tensor.Shape, tensor.Strides);
        if (shape.Length != strides.Length || shape.Length > MaximumRank || tensor.Offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0))
        {
            throw new InvalidDataException($"it has a tensor of the impossible shape [{ShortText.Of(shape)}] with strides [{ShortText.Of(strides)}] from {tensor.Offset} on.");
        }

        // No product of these leaves 128 bits before it is found to be too large.
        var (elements, end) = ((UInt128)1, (UInt128)tensor.Offset + 1);
        for (var i = 0; i < shape.Length; i++)
        {
            elements *= (ulong)Math.Max(shape[i], 1);
            end += (UInt128)Math.Max(shape[i] - 1, 0) * (ulong)strides[i];
            if (elements > long.MaxValue / 16 || end > long.MaxValue / 16)
            {
                throw new InvalidDataException($"it has a tensor of the impossible shape [{ShortText.Of(shape)}] with strides [{ShortText.Of(strides)}].");
            }
        }

        var available = tensor.Storage.Bytes / tensor.Type.Size;
        return shape.Contains(0) || end <= (ulong)available
            ? tensor
            : throw new InvalidDataException($"it has a tensor of shape [{ShortText.Of(shape)}] with strides [{ShortText.Of(strides)}] from {tensor.Offset} on, in a storage of {available} elements.");
    }
}
