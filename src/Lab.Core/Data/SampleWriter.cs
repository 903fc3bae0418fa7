using System.Runtime.InteropServices;

namespace Lab;

/// <summary>Where one sample of a batch is written, and what its numbers may depend on.</summary>
public readonly unsafe ref struct SampleWriter
{
    private readonly ReadOnlySpan<IntPtr> _fields;
    private readonly int _slot;

    internal SampleWriter(ReadOnlySpan<IntPtr> fields, int slot, int index, Phase phase, RandomKey random)
    {
        _fields = fields;
        _slot = slot;
        Index = index;
        Phase = phase;
        Random = random;
    }

    /// <summary>The sample's index in its data set.</summary>
    public int Index { get; }

    /// <summary>What the batch is for: augment in <see cref="Phase.Train"/> only.</summary>
    public Phase Phase { get; }

    /// <summary>The key of this sample's random numbers: a function of seed, epoch and sample only. Derive one per operation.</summary>
    public RandomKey Random { get; }

    /// <summary>The elements of <paramref name="field"/> for this sample. Every one must be written: the memory is reused.</summary>
    public Span<T> Get<T>(Field<T> field)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(field);
        var start = (byte*)_fields[field.Index] + ((long)_slot * field.ByteCount);
        return MemoryMarshal.Cast<byte, T>(new Span<byte>(start, field.ByteCount));
    }

    /// <summary>Writes the single number of a field without dimensions.</summary>
    public void Set<T>(Field<T> field, T value)
        where T : unmanaged => Get(field)[0] = value;
}
