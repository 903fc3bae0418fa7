namespace Lab.Native;

/// <summary>One argument of a <see cref="TorchOperator"/>.</summary>
internal readonly struct OperatorArgument
{
    private OperatorArgument(ulong bits) => Bits = bits;

    private OperatorArgument(Tensor tensor) => Tensor = tensor;

    private OperatorArgument(IReadOnlyList<Tensor> tensors) => Tensors = tensors;

    /// <summary>No value, for an optional argument.</summary>
    public static OperatorArgument None => new(0UL);

    public Tensor? Tensor { get; }

    public IReadOnlyList<Tensor>? Tensors { get; }

    public ulong Bits { get; }

    public static implicit operator OperatorArgument(Tensor tensor) => new(tensor);

    public static implicit operator OperatorArgument(List<Tensor> tensors) => new(tensors);

    public static implicit operator OperatorArgument(Tensor[] tensors) => new(tensors);

    public static implicit operator OperatorArgument(double value) => new(BitConverter.DoubleToUInt64Bits(value));

    public static implicit operator OperatorArgument(long value) => new(unchecked((ulong)value));

    public static implicit operator OperatorArgument(bool value) => new(value ? 1UL : 0UL);

    public static OperatorArgument Of(IReadOnlyList<Tensor> tensors) => new(tensors);

    public override string ToString() => Tensor is { } tensor
        ? Describe(tensor)
        : Tensors is { } tensors ? $"[{tensors.Count} tensors{(tensors.Count > 0 ? $", first {Describe(tensors[0])}" : string.Empty)}]" : $"0x{Bits:x}";

    private static string Describe(Tensor tensor) => $"{tensor.dtype}[{string.Join(",", tensor.shape)}] on {tensor.device}";
}
