namespace Lab.Vision.Tests.Decoding;

/// <summary>A table that is none is never taken for one: what it would say of bits leads anywhere.</summary>
public sealed class HuffmanTableTests
{
    [Test]
    public void A_new_table_is_not_that_of_no_codes() => Assert.That(new HuffmanTable().Is(new byte[16], []), Is.False);

    [Test]
    public void A_table_that_was_refused_is_refused_again()
    {
        var table = new HuffmanTable();
        byte[] lengths = [255, .. new byte[15]];
        var symbols = new byte[255];

        Assert.That(table.TryMake(lengths, symbols), Is.False);
        Assert.That(table.Is(lengths, symbols), Is.False);
    }

    [TestCase(1, new byte[] { 2 })]
    [TestCase(2, new byte[] { 1, 2 })]
    [TestCase(16, new byte[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2 })]
    public void A_code_of_ones_alone_is_refused(int bits, byte[] counts)
    {
        byte[] lengths = [.. counts, .. new byte[16 - bits]];
        var symbols = Enumerable.Range(0, counts.Sum(count => count)).Select(i => (byte)i).ToArray();
        var table = new HuffmanTable();

        Assert.That(table.TryMake(lengths, symbols), Is.False);
        lengths[bits - 1]--;
        Assert.That(table.TryMake(lengths, symbols.AsSpan(1)), Is.True);
        Assert.That(table.Is(lengths, symbols.AsSpan(1)), Is.True);
        Assert.That(table.Is(lengths, symbols.AsSpan(0, symbols.Length - 1)), Is.False);
    }

    [Test]
    public unsafe void Every_look_moves_on_and_no_run_passes_for_an_end([Values] bool isEndLast)
    {
        // The shortest codes move on by sixteen.
        byte[] lengths = [1, 1, 1, .. new byte[13]];
        byte[] symbols = isEndLast ? [0xF0, 0xF1, 0x00] : [0xF0, 0x00, 0xF1];
        var table = new HuffmanTable();
        Assert.That(table.TryMake(lengths, symbols), Is.True);

        for (var look = 0; look < 1 << HuffmanTable.LookBits; look++)
        {
            var (entry, run) = (table.Entries[look], table.Runs[look]);
            if ((entry & HuffmanTable.Partial) == 0)
            {
                Assert.That(entry & 0x3F, Is.InRange(1, HuffmanTable.LookBits));
                Assert.That(run & 0x3F, Is.InRange(entry & 0x3F, HuffmanTable.LookBits));
                Assert.That((run >> 8) & 0xFF, Is.InRange(1, 63).Or.InRange(HuffmanTable.EndOfBlock, HuffmanTable.EndOfBlock + 63));
            }
        }

        Assert.That((table.Runs[0] >> 8) & 0xFF, Is.EqualTo(48));
    }
}
