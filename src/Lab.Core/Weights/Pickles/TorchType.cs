namespace Lab.Weights.Pickles;

/// <summary>An element type of PyTorch.</summary>
/// <param name="Name">Its name in Python, such as "float32".</param>
/// <param name="Storage">The class of its storages, such as "FloatStorage".</param>
/// <param name="Type">The type of tensors.</param>
/// <param name="Size">Bytes of an element.</param>
internal sealed record TorchType(string Name, string Storage, torch.ScalarType Type, int Size)
{
    public static readonly TorchType Untyped = new("uint8", "UntypedStorage", torch.ScalarType.Byte, 1);

    private static readonly TorchType[] Known =
    [
        new("float32", "FloatStorage", torch.ScalarType.Float32, 4), new("float64", "DoubleStorage", torch.ScalarType.Float64, 8),
        new("float16", "HalfStorage", torch.ScalarType.Float16, 2), new("bfloat16", "BFloat16Storage", torch.ScalarType.BFloat16, 2),
        new("int64", "LongStorage", torch.ScalarType.Int64, 8), new("int32", "IntStorage", torch.ScalarType.Int32, 4),
        new("int16", "ShortStorage", torch.ScalarType.Int16, 2), new("int8", "CharStorage", torch.ScalarType.Int8, 1),
        new("uint8", "ByteStorage", torch.ScalarType.Byte, 1), new("bool", "BoolStorage", torch.ScalarType.Bool, 1),
        new("complex64", "ComplexFloatStorage", torch.ScalarType.ComplexFloat32, 8), new("complex128", "ComplexDoubleStorage", torch.ScalarType.ComplexFloat64, 16),
    ];

    /// <summary>By the full name of the storage's class; old files name that of the device too.</summary>
    public static TorchType? OfStorage(string name) => name is "torch.storage.UntypedStorage" or "torch.UntypedStorage"
        ? Untyped
        : Known.FirstOrDefault(type => name == $"torch.{type.Storage}" || name == $"torch.cuda.{type.Storage}");

    /// <summary>By the full name of the type, such as "torch.float32".</summary>
    public static TorchType? Named(string name) => Known.FirstOrDefault(type => name == $"torch.{type.Name}");
}
