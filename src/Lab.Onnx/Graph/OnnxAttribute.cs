namespace Lab.Onnx;

/// <summary>The value of an operator's attribute: a whole number, a fraction, a text, or several whole numbers.</summary>
public readonly struct OnnxAttribute
{
    private OnnxAttribute(object value) => Value = value;

    internal object Value { get; }

    /// <summary>A whole number.</summary>
    public static implicit operator OnnxAttribute(long value) => new(value);

    /// <summary>0 or 1, as ONNX writes switches.</summary>
    public static implicit operator OnnxAttribute(bool value) => new(value ? 1L : 0L);

    /// <summary>A fraction, stored as float32.</summary>
    public static implicit operator OnnxAttribute(double value) => new((float)value);

    /// <summary>A text.</summary>
    public static implicit operator OnnxAttribute(string value) => new(value);

    /// <summary>Several whole numbers.</summary>
    public static implicit operator OnnxAttribute(long[] value) => new(value);
}
