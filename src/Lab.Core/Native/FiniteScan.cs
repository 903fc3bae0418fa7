using System.Numerics;
using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>
/// Looks for NaN and infinities in a tensor's memory on the CPU, in one reading pass. Small tensors without an operation of torch, which would cost a microsecond before it
/// begins; large ones by their sum, which torch takes with all its threads: it is finite only if every element is.
/// </summary>
internal static unsafe class FiniteScan
{
    // The exponent's bits are all set in NaN and infinities, and in no other number.
    private const uint Exponent = 0x7F80_0000;

    // From here on torch's reductions share the work among threads.
    private const long Large = 1 << 15;

    // So many elements are looked at before it is asked whether one was found.
    private const int Block = 1 << 14;

    /// <summary>Whether <see cref="AllFinite(Tensor)"/> takes a tensor: float32, on the CPU, one block of memory.</summary>
    public static bool Takes(in TensorInfo info) => info is { Type: torch.ScalarType.Float32, DeviceType: DeviceType.CPU, IsStrided: true } && info.IsDense();

    /// <summary>Whether every element is a finite number.</summary>
    public static bool AllFinite(Tensor tensor)
    {
        var count = tensor.numel();
        if (count >= Large && float.IsFinite(Sum(tensor, count)))
        {
            return true;
        }

        if (StableAbi.aoti_torch_get_data_ptr(tensor.Handle, out var data) != 0)
        {
            throw new LabException("libtorch does not give the memory of a tensor; the standard error stream has its message.");
        }

        var elements = (uint*)data;
        var finite = true;
        for (var left = count; left > 0 && finite; left -= Block, elements += Block)
        {
            finite = AllFinite(new ReadOnlySpan<uint>(elements, (int)Math.Min(left, Block)));
        }

        GC.KeepAlive(tensor);
        return finite;
    }

    // Of finite numbers too the sum may overflow: then the scan decides.
    private static float Sum(Tensor tensor, long count)
    {
        using var row = tensor.as_strided([count], [1]);
        using var sum = row.sum();
        return sum.item<float>();
    }

    private static bool AllFinite(ReadOnlySpan<uint> bits)
    {
        var mask = new Vector<uint>(Exponent);
        var vectors = MemoryMarshal.Cast<uint, Vector<uint>>(bits);
        var (one, two) = (Vector<uint>.Zero, Vector<uint>.Zero);
        var i = 0;
        for (; i < vectors.Length - 1; i += 2)
        {
            one |= Vector.Equals(vectors[i] & mask, mask);
            two |= Vector.Equals(vectors[i + 1] & mask, mask);
        }

        var found = one | two;
        foreach (var element in bits[(i * Vector<uint>.Count)..])
        {
            if ((element & Exponent) == Exponent)
            {
                return false;
            }
        }

        return found == Vector<uint>.Zero;
    }
}
