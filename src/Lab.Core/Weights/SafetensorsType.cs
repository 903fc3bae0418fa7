namespace Lab.Weights;

internal readonly record struct SafetensorsType(string Name, torch.ScalarType Type, int Size)
{
    private static readonly SafetensorsType[] Known =
    [
        new("F64", torch.ScalarType.Float64, 8), new("F32", torch.ScalarType.Float32, 4), new("F16", torch.ScalarType.Float16, 2),
        new("BF16", torch.ScalarType.BFloat16, 2), new("I64", torch.ScalarType.Int64, 8), new("I32", torch.ScalarType.Int32, 4),
        new("I16", torch.ScalarType.Int16, 2), new("I8", torch.ScalarType.Int8, 1), new("U8", torch.ScalarType.Byte, 1), new("BOOL", torch.ScalarType.Bool, 1),
    ];

    public static SafetensorsType Of(torch.ScalarType type, string tensor) => Known.FirstOrDefault(known => known.Type == type) is { Size: > 0 } found
        ? found
        : throw new LabException($"Tensor '{tensor}' is of type {type}, which a safetensors file cannot hold.");

    public static SafetensorsType? Named(string? name) => Known.FirstOrDefault(known => known.Name == name) is { Size: > 0 } found ? found : null;
}
