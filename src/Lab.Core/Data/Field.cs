namespace Lab;

/// <summary>A part of every sample of a batch: a name, an element type and a shape without the batch dimension.</summary>
public abstract class Field
{
    private protected Field(int index, string name, torch.ScalarType type, int elementSize, long[] shape)
    {
        Index = index;
        Name = name;
        Type = type;
        Shape = shape;
        ElementCount = checked((int)shape.Aggregate(1L, (product, size) => checked(product * size)));
        ByteCount = checked(ElementCount * elementSize);
    }

    /// <summary>What errors call this field.</summary>
    public string Name { get; }

    /// <summary>The element type of the batch's tensor.</summary>
    public torch.ScalarType Type { get; }

    /// <summary>The shape of one sample, without the batch dimension; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Elements of one sample.</summary>
    public int ElementCount { get; }

    /// <summary>Bytes of one sample.</summary>
    public int ByteCount { get; }

    internal int Index { get; }
}

/// <summary>A <see cref="Field"/> whose elements are written as <typeparamref name="T"/>.</summary>
/// <typeparam name="T">byte, sbyte, short, int, long, float, double or bool.</typeparam>
public sealed class Field<T> : Field
    where T : unmanaged
{
    internal unsafe Field(int index, string name, long[] shape)
        : base(index, name, ScalarTypeOf(), sizeof(T), shape)
    {
    }

    private static torch.ScalarType ScalarTypeOf() => System.Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Byte => torch.ScalarType.Byte,
        TypeCode.SByte => torch.ScalarType.Int8,
        TypeCode.Int16 => torch.ScalarType.Int16,
        TypeCode.Int32 => torch.ScalarType.Int32,
        TypeCode.Int64 => torch.ScalarType.Int64,
        TypeCode.Single => torch.ScalarType.Float32,
        TypeCode.Double => torch.ScalarType.Float64,
        TypeCode.Boolean => torch.ScalarType.Bool,
        _ => throw new NotSupportedException($"A field cannot hold {typeof(T)}: use byte, sbyte, short, int, long, float, double or bool."),
    };
}
