namespace Lab.Native;

/// <summary>Shape, strides, type and device of a tensor, read in place; TorchSharp allocates and crosses into native code once per property, about a microsecond each.</summary>
internal readonly unsafe ref struct TensorInfo
{
    private readonly ReadOnlySpan<long> _sizes;
    private readonly ReadOnlySpan<long> _strides;

    /// <summary>Reads <paramref name="tensor"/>, which must outlive this value.</summary>
    public TensorInfo(Tensor tensor)
    {
        var handle = tensor.Handle;
        var failed = StableAbi.aoti_torch_get_layout(handle, out var layout)
            | StableAbi.aoti_torch_get_dtype(handle, out var type)
            | StableAbi.aoti_torch_get_device_type(handle, out var device)
            | StableAbi.aoti_torch_get_device_index(handle, out var index)
            | StableAbi.aoti_torch_get_dim(handle, out var dimensions);
        Type = (torch.ScalarType)type;
        DeviceType = (DeviceType)device;
        DeviceIndex = index;
        IsStrided = layout == 0 && failed == 0;
        if (IsStrided && (StableAbi.aoti_torch_get_sizes(handle, out var sizes) | StableAbi.aoti_torch_get_strides(handle, out var strides)) == 0)
        {
            _sizes = new ReadOnlySpan<long>(sizes, (int)dimensions);
            _strides = new ReadOnlySpan<long>(strides, (int)dimensions);
        }

        GC.KeepAlive(tensor);
        if (failed != 0)
        {
            throw new LabException($"libtorch does not say what a tensor is (code {failed}); the standard error stream has its message.");
        }
    }

    public torch.ScalarType Type { get; }

    public DeviceType DeviceType { get; }

    public int DeviceIndex { get; }

    /// <summary>Whether the elements lie in plain memory: not sparse.</summary>
    public bool IsStrided { get; }

    public bool SameShape(in TensorInfo other) => _sizes.SequenceEqual(other._sizes);

    public bool SameStrides(in TensorInfo other) => _strides.SequenceEqual(other._strides);

    public bool SameTypeAndDevice(in TensorInfo other) => Type == other.Type && DeviceType == other.DeviceType && DeviceIndex == other.DeviceIndex;

    /// <summary>Whether the last dimension runs fastest and the elements follow each other without gaps: torch's <c>is_contiguous</c>.</summary>
    public bool IsRowMajor()
    {
        var expected = 1L;
        for (var i = _sizes.Length - 1; i >= 0; i--)
        {
            if (_sizes[i] != 1 && _strides[i] != expected)
            {
                return _sizes.Contains(0);
            }

            expected *= _sizes[i];
        }

        return true;
    }

    /// <summary>Whether the elements fill one block of memory without gaps or overlap, in any order of the dimensions.</summary>
    public bool IsDense()
    {
        Span<int> order = stackalloc int[_sizes.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (var i = 1; i < order.Length; i++)
        {
            for (var j = i; j > 0 && _strides[order[j]] < _strides[order[j - 1]]; j--)
            {
                (order[j], order[j - 1]) = (order[j - 1], order[j]);
            }
        }

        var expected = 1L;
        foreach (var dimension in order)
        {
            if (_sizes[dimension] == 1)
            {
                continue;
            }

            if (_strides[dimension] != expected)
            {
                return _sizes.Contains(0);
            }

            expected *= _sizes[dimension];
        }

        return true;
    }
}
