using System.Runtime.InteropServices;

namespace Lab.Vision;

/// <summary>
/// A Huffman code of a JPEG (ITU-T T.81, annex C and F.2.2), made for few steps per coefficient: one look at the next bits gives, for most, the length of code and value together, the value
/// itself and how many coefficients it moves on.
/// </summary>
internal sealed unsafe class HuffmanTable
{
    /// <summary>How many bits a look takes in. A table of so many entries stays in the first-level cache.</summary>
    public const int LookBits = 11;

    /// <summary>What an entry says of the end of a block: on beyond every coefficient.</summary>
    public const int EndOfBlock = 128;

    /// <summary>Set in an entry that is not enough: the value's bits do not fit into the look, or (if the rest is 0) the code does not.</summary>
    public const int Partial = 0x80;

    private const int LongestCode = 16;
    private const int LastCoefficient = 63;

    private readonly int[] _entries = GC.AllocateArray<int>(1 << LookBits, pinned: true);
    private readonly int[] _runs = GC.AllocateArray<int>(1 << LookBits, pinned: true);
    private readonly byte[] _lengths = new byte[LongestCode];
    private readonly byte[] _symbols = new byte[256];

    // For every length the first code that is longer, in 16 bits, and what turns a code into the number of its symbol.
    private readonly int[] _ends = new int[LongestCode + 1];
    private readonly int[] _offsets = new int[LongestCode + 1];
    private bool _isMade, _hasRuns;

    /// <summary>
    /// One entry for all values of the next <see cref="LookBits"/> bits: bits 0 to 6 hold the length, bit 7 is <see cref="Partial"/>, bits 8 to 15 how far to move on, and the upper
    /// half the value, or the symbol of a partial entry.
    /// </summary>
    public int* Entries { get; }

    /// <summary>A table of nothing.</summary>
    public HuffmanTable() => Entries = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_entries, 0);

    /// <summary>
    /// Entries without values for all that fits into a look, up to the end of a block: the length of it, and how far it moves on. Partial ones are those of <see cref="Entries"/>.
    /// </summary>
    public int* Runs
    {
        get
        {
            if (!_hasRuns)
            {
                for (var bits = 0; bits < _runs.Length; bits++)
                {
                    _runs[bits] = RunOf(bits);
                }

                _hasRuns = true;
            }

            return (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_runs, 0);
        }
    }

    /// <summary>Whether the table was made from these numbers.</summary>
    public bool Is(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> symbols) =>
        _isMade && lengths.SequenceEqual(_lengths) && symbols.SequenceEqual(_symbols.AsSpan(0, symbols.Length));

    /// <summary>Makes the table.</summary>
    /// <param name="lengths">How many codes there are of 1 to 16 bits.</param>
    /// <param name="symbols">Their symbols, as many.</param>
    /// <returns>False if there are more codes than bits can tell apart, or one of ones alone, which the standard leaves out; the table is then none.</returns>
    public bool TryMake(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> symbols)
    {
        (_isMade, _hasRuns) = (false, false);
        lengths.CopyTo(_lengths);
        symbols.CopyTo(_symbols);
        Array.Clear(_entries);
        var (code, number) = (0, 0);
        for (var length = 1; length <= LongestCode; length++, code <<= 1)
        {
            _offsets[length] = number - code;
            for (var i = 0; i < lengths[length - 1]; i++, code++, number++)
            {
                if (code + 1 >= 1 << length)
                {
                    return false;
                }

                if (length <= LookBits)
                {
                    Enter(code, length, symbols[number]);
                }
            }

            _ends[length] = code << (LongestCode - length);
        }

        _entries.AsSpan().Replace(0, Partial);
        return _isMade = true;
    }

    /// <summary>Reads a code that is longer than a look.</summary>
    /// <param name="bits">The next 16 bits.</param>
    /// <param name="length">The code's bits.</param>
    /// <returns>The symbol; -1 if there is no such code.</returns>
    public int ReadLong(int bits, out int length)
    {
        for (length = LookBits + 1; length <= LongestCode; length++)
        {
            if (bits < _ends[length])
            {
                return _symbols[((bits >> (LongestCode - length)) + _offsets[length]) & byte.MaxValue];
            }
        }

        return -1;
    }

    private int RunOf(int bits)
    {
        var (length, advance) = (0, 0);
        while (true)
        {
            var entry = _entries[(bits << length) & ((1 << LookBits) - 1)];
            var (more, further) = (entry & 0x3F, (entry >> 8) & 0xFF);
            var isEnd = further == EndOfBlock;

            // No block has so many coefficients: without an end, a run stays below what says that there is one.
            if ((entry & Partial) != 0 || length + more > LookBits || (!isEnd && advance + further > LastCoefficient))
            {
                return length == 0 ? entry : length | (advance << 8);
            }

            length += more;
            advance += further;
            if (isEnd)
            {
                return length | (advance << 8);
            }
        }
    }

    private void Enter(int code, int length, int symbol)
    {
        var (run, size) = (symbol >> 4, symbol & 15);
        var room = LookBits - length;
        var entries = _entries.AsSpan(code << room, 1 << room);
        if (size == 0)
        {
            entries.Fill(length | ((run == 15 ? 16 : EndOfBlock) << 8));
        }
        else if (size > room)
        {
            entries.Fill(length | Partial | (symbol << 16));
        }
        else
        {
            var same = 1 << (room - size);
            for (var bits = 0; bits < 1 << size; bits++)
            {
                entries.Slice(bits * same, same).Fill((length + size) | ((run + 1) << 8) | (Extend(bits, size) << 16));
            }
        }
    }

    /// <summary>The number that so many bits stand for (T.81, figure F.12).</summary>
    public static int Extend(int bits, int size) => bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}
