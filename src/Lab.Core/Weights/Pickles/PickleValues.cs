namespace Lab.Weights.Pickles;

/// <summary>A tuple. Other plain values are null, bool, long, double, string, and byte arrays.</summary>
internal sealed record PickleTuple(IReadOnlyList<object?> Items);

/// <summary>A list or a set.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>A dictionary; of two equal keys the later counts, as in Python.</summary>
internal sealed record PickleDictionary(List<KeyValuePair<object?, object?>> Items)
{
    public PickleDictionary()
        : this([])
    {
    }
}

/// <summary>A class or function of Python by its name, which is all that is ever known of it.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>A value of a known kind that no tensor needs, such as a device.</summary>
internal sealed record PickleOpaque(string Name);

/// <summary>A type of numbers in NumPy's code, such as "f8".</summary>
internal sealed record NumpyType(string Code);

/// <summary>The memory that tensors share, somewhere in the file.</summary>
internal sealed class TorchStorage(string key, TorchType type, long count)
{
    public string Key => key;

    public TorchType Type => type;

    /// <summary>Its elements; for <see cref="TorchType.Untyped"/>, bytes.</summary>
    public long Count => count;

    public long Bytes => checked(count * type.Size);

    /// <summary>Where its bytes begin in the file, once that is known.</summary>
    public long Start { get; set; } = -1;

    /// <summary>For a part of another storage: which, and the first of its elements.</summary>
    public (TorchStorage Root, long Offset)? View { get; init; }
}

/// <summary>A tensor over a storage. It has been checked to lie within it.</summary>
internal sealed record TorchTensor(TorchStorage Storage, TorchType Type, long Offset, long[] Shape, long[] Strides)
{
    public WeightEntry ToEntry()
    {
        var start = Storage.View is { } view ? view.Root.Start + (view.Offset * view.Root.Type.Size) : Storage.Start;
        return new WeightEntry(Type.Type, Type.Size, Shape, Strides, start + (Offset * Type.Size));
    }
}
