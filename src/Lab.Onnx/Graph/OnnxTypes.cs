namespace Lab.Onnx;

/// <summary>Types of elements: the numbers are those of ONNX's <c>TensorProto.DataType</c>.</summary>
internal static class OnnxTypes
{
    public static int Number(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float32 => 1,
        torch.ScalarType.Byte => 2,
        torch.ScalarType.Int8 => 3,
        torch.ScalarType.Int16 => 5,
        torch.ScalarType.Int32 => 6,
        torch.ScalarType.Int64 => 7,
        torch.ScalarType.Bool => 9,
        torch.ScalarType.Float16 => 10,
        torch.ScalarType.Float64 => 11,
        torch.ScalarType.BFloat16 => 16,
        _ => throw new LabException($"ONNX files hold no tensors of type {type} here; use a float or a whole number."),
    };
}
