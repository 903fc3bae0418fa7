using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Loading;

/// <summary>The memory of one batch, written by loader threads as bytes and read by the trainer as tensors. Reused for the whole life of a loader.</summary>
internal sealed unsafe class BatchSlot : IDisposable
{
    private readonly IReadOnlyList<Field> _fields;
    private readonly Tensor[] _tensors;
    private readonly IntPtr[] _pointers;
    private readonly bool[] _unreadable;

    public BatchSlot(IReadOnlyList<Field> fields, int capacity)
    {
        _fields = fields;
        _unreadable = new bool[capacity];
        _tensors = [.. fields.Select(field => torch.empty([capacity, .. field.Shape], field.Type).DetachFromDisposeScope())];

        // The tensors' memory is native and stays where it is until they are disposed of.
        _pointers = [.. _tensors.Select(tensor => (IntPtr)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes)))];
    }

    /// <summary>Rows that are still to be written; whoever brings it to 0 announces the batch.</summary>
    public int Remaining;

    /// <summary>The batch that the slot holds or will hold next.</summary>
    public int Batch { get; set; }

    /// <summary>Whether all rows are written.</summary>
    public bool Ready { get; set; }

    /// <summary>What stopped the writing of a row, if anything did.</summary>
    public Exception? Error { get; set; }

    public SampleWriter Writer(int row, int index, Phase phase, RandomKey random) => new(_pointers, row, index, phase, random);

    public void MarkUnreadable(int row) => _unreadable[row] = true;

    public void Begin(int batch, int rows)
    {
        Batch = batch;
        Remaining = rows;
        Ready = false;
        Error = null;
        Array.Clear(_unreadable);
    }

    /// <summary>Closes the gaps that unreadable samples left and gives the indices of the rows that remain.</summary>
    public int[] Compact(ReadOnlySpan<int> indices)
    {
        if (!_unreadable.AsSpan(0, indices.Length).Contains(true))
        {
            return indices.ToArray();
        }

        var kept = new List<int>(indices.Length);
        for (var row = 0; row < indices.Length; row++)
        {
            if (_unreadable[row])
            {
                continue;
            }

            for (var f = 0; f < _fields.Count && kept.Count != row; f++)
            {
                var size = (long)_fields[f].ByteCount;
                Buffer.MemoryCopy((byte*)_pointers[f] + (row * size), (byte*)_pointers[f] + (kept.Count * size), size, size);
            }

            kept.Add(indices[row]);
        }

        return [.. kept];
    }

    /// <summary>The first rows as tensors, in the current dispose scope.</summary>
    public BatchTensors Read(int rows, Device device)
    {
        var views = new Tensor[_tensors.Length];
        for (var i = 0; i < views.Length; i++)
        {
            views[i] = _tensors[i].narrow(0, 0, rows);
        }

        return new BatchTensors(views, rows, device);
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors)
        {
            tensor.Dispose();
        }
    }
}
