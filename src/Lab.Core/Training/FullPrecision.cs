namespace Lab.Training;

/// <summary>Takes what a model gave in a 16-bit type to float32: a tensor, or those of a record, a structure or a tuple, in a copy of it. Anything else stays as it is.</summary>
internal static class FullPrecision
{
    public static T Of<T>(T value) => TensorStructure.Map(value, tensor => tensor.dtype is torch.ScalarType.BFloat16 or torch.ScalarType.Float16 ? tensor.to(torch.ScalarType.Float32) : tensor);
}
