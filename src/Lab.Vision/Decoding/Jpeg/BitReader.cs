using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Lab.Vision;

/// <summary>
/// Reads Huffman codes of blocks from bytes without stuffing. Behind the last byte there must be <see cref="Padding"/> zeros, so that a block of damaged data ends before they do.
/// </summary>
internal unsafe struct BitReader(byte* start, byte* end)
{
    /// <summary>More bytes than a block of 64 values of at most 32 bits can take, and those that are loaded ahead.</summary>
    public const int Padding = 512;

    // Moves far enough for no sound block to end there.
    private const int Invalid = 65 << 8;

    // What the transform can take without exceeding 32 bits; sound coefficients are a tenth of it.
    private const int Largest = 1 << 14;

    private readonly byte* _end = end;
    private byte* _at = start;
    private ulong _window;
    private int _count;

    /// <summary>Whether more was read than there was.</summary>
    public readonly bool IsOverrun => _at - (_count >> 3) > _end;

    /// <summary>Reads a block: sets coefficients that are not 0, multiplied by their quantisation, in natural order.</summary>
    /// <param name="dc">Codes of the first coefficient, which is told as the difference to the block before.</param>
    /// <param name="ac">Codes of the others.</param>
    /// <param name="last">The first coefficient of the block before, without quantisation; then this block's.</param>
    /// <param name="tables">Where coefficients go.</param>
    /// <param name="block">64 numbers and one more, into which those go that no block has.</param>
    /// <returns>How many coefficients there are, up to the last one that is not 0; 0 if the data is damaged.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int ReadBlock(HuffmanTable dc, HuffmanTable ac, ref int last, BlockTables tables, int* block)
    {
        // Locals whose address no call takes stay in registers; what is inlined takes none.
        var at = _at;
        var window = _window;
        var count = _count;
        var entries = ac.Entries;
        var places = tables.Places;
        var factors = tables.Factors;
        if (!TryReadFirst(dc, ref at, ref window, ref count, ref last))
        {
            return 0;
        }

        var product = (short)last * factors[0];
        block[0] = product;
        var seen = (uint)(product + Largest);
        var position = 0;
        do
        {
            // There are bits for two looks. More are fetched meanwhile, so that nothing waits for them.
            var full = window;
            Refill(ref at, ref full, ref count);
            var entry = entries[window >> (64 - HuffmanTable.LookBits)];
            if ((entry & HuffmanTable.Partial) == 0)
            {
                window <<= entry;
                full <<= entry;
                count -= entry & 0x3F;
                position += (entry >> 8) & 0xFF;
                product = (entry >> 16) * factors[position];
                block[places[position]] = product;
                seen |= (uint)(product + Largest);
                if (position >= 63)
                {
                    window = full;
                    break;
                }

                entry = entries[window >> (64 - HuffmanTable.LookBits)];
            }

            if ((entry & HuffmanTable.Partial) != 0)
            {
                entry = ReadPartial(ac, entry, full);
            }

            window = full << entry;
            count -= entry & 0x3F;
            position += (entry >> 8) & 0xFF;
            product = (entry >> 16) * factors[position];
            block[places[position]] = product;
            seen |= (uint)(product + Largest);
            if ((entry & 0x3F) > HuffmanTable.LookBits)
            {
                Refill(ref at, ref window, ref count);
            }
        }
        while (position < 63);

        _at = at;
        _window = window;
        _count = count;

        if (seen >= 2 * Largest)
        {
            return 0;
        }

        // Beyond 63 lies the end of the block, 128 further on, and else nothing sound.
        return position == 63 ? 64 : position >= HuffmanTable.EndOfBlock ? position - HuffmanTable.EndOfBlock + 1 : 0;
    }

    /// <summary>Reads a block of which only the first coefficient counts, for the blocks that come.</summary>
    /// <param name="dc">Codes of the first coefficient.</param>
    /// <param name="ac">Codes of the others.</param>
    /// <param name="last">The first coefficient of the block before, without quantisation; then this block's.</param>
    /// <returns>False if the data is damaged, as <see cref="ReadBlock"/> sees it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TrySkipBlock(HuffmanTable dc, HuffmanTable ac, ref int last)
    {
        var at = _at;
        var window = _window;
        var count = _count;
        var runs = ac.Runs;
        if (!TryReadFirst(dc, ref at, ref window, ref count, ref last))
        {
            return false;
        }

        var position = 0;
        while (position < 63)
        {
            // As above: two looks while more bits are fetched.
            var full = window;
            Refill(ref at, ref full, ref count);
            var entry = runs[window >> (64 - HuffmanTable.LookBits)];
            var next = position + ((entry >> 8) & 0xFF);
            if (next < 63 && (entry & HuffmanTable.Partial) == 0)
            {
                window <<= entry;
                full <<= entry;
                count -= entry & 0x3F;
                position = next;
                entry = runs[window >> (64 - HuffmanTable.LookBits)];
                next = position + ((entry >> 8) & 0xFF);
            }

            if (next > 63 && (next < HuffmanTable.EndOfBlock || next >= HuffmanTable.EndOfBlock + 63))
            {
                // Part of the run belongs to the next block.
                entry = ac.Entries[window >> (64 - HuffmanTable.LookBits)];
            }

            if ((entry & HuffmanTable.Partial) != 0)
            {
                entry = ReadPartial(ac, entry, full);
            }

            window = full << entry;
            count -= entry & 0x3F;
            position += (entry >> 8) & 0xFF;
            if ((entry & 0x3F) > HuffmanTable.LookBits)
            {
                Refill(ref at, ref window, ref count);
            }
        }

        _at = at;
        _window = window;
        _count = count;
        return position is 63 or >= HuffmanTable.EndOfBlock;
    }

    // At least 56 bits, in three steps without a branch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref byte* at, ref ulong window, ref int count)
    {
        window |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(at)) >> count;
        at += (63 - count) >> 3;
        count |= 56;
    }

    // The first coefficient is told as the difference to the one before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadFirst(HuffmanTable dc, ref byte* at, ref ulong window, ref int count, ref int last)
    {
        Refill(ref at, ref window, ref count);
        var entry = dc.Entries[window >> (64 - HuffmanTable.LookBits)];
        if ((entry & HuffmanTable.Partial) != 0)
        {
            entry = ReadPartial(dc, entry, window);
            if (entry == Invalid)
            {
                return false;
            }
        }

        window <<= entry;
        count -= entry & 0x3F;
        last += entry >> 16;
        return true;
    }

    // What the table would say if it were for more bits: at most 16 of the code and 15 of the value.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadPartial(HuffmanTable table, int entry, ulong window)
    {
        var (length, symbol) = (entry & 0x3F, (entry >> 16) & byte.MaxValue);
        if (length == 0)
        {
            symbol = table.ReadLong((int)(window >> 48), out length);
            if (symbol < 0)
            {
                return Invalid;
            }
        }

        var (run, size) = (symbol >> 4, symbol & 15);
        if (size == 0)
        {
            return length | ((run == 15 ? 16 : HuffmanTable.EndOfBlock) << 8);
        }

        var bits = (int)((window << length) >> (64 - size));
        return (length + size) | ((run + 1) << 8) | (HuffmanTable.Extend(bits, size) << 16);
    }
}
