namespace Lab;

/// <summary>The tensors of a finished batch, one per field, on the CPU, and the device that the model is on.</summary>
/// <remarks>The tensors show memory that the loader reuses after the step: what is kept longer must be copied.</remarks>
public sealed class BatchTensors
{
    private readonly IReadOnlyList<Tensor> _tensors;

    internal BatchTensors(IReadOnlyList<Tensor> tensors, int count, Device device)
    {
        _tensors = tensors;
        Count = count;
        Device = device;
    }

    /// <summary>How many samples the batch holds.</summary>
    public int Count { get; }

    /// <summary>Where the model is.</summary>
    public Device Device { get; }

    /// <summary>The tensor of a field as the loader wrote it: shape [<see cref="Count"/>, field shape], on the CPU.</summary>
    public Tensor this[Field field]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(field);
            return _tensors[field.Index];
        }
    }

    /// <summary>The tensor of a field on <see cref="Device"/>.</summary>
    public Tensor OnDevice(Field field) => Device.type == DeviceType.CPU ? this[field] : this[field].to(Device, non_blocking: true);
}
