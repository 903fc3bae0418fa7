using CsCheck;
using Lab.Checkpoints;

namespace Lab.Tests.Checkpoints;

public sealed class PlainMemoryTests
{
    [Test]
    public void What_was_written_comes_out_in_any_range() => Gen.Select(Gen.Byte.Array[0, 50].Array[0, 10], Gen.Double[0, 1], Gen.Double[0, 1]).Sample(
        (pieces, from, to) =>
        {
            using var memory = new PlainMemory();
            memory.Write(new byte[] { 9, 9, 9 });
            memory.Clear();
            foreach (var piece in pieces)
            {
                memory.Write(piece);
            }

            var all = pieces.SelectMany(piece => piece).ToArray();
            var start = (int)(Math.Min(from, to) * all.Length);
            var count = (int)(Math.Max(from, to) * all.Length) - start;
            using var copied = new MemoryStream();
            memory.CopyTo(copied, start, count);
            return memory.Length == all.Length && copied.ToArray().AsSpan().SequenceEqual(all.AsSpan(start, count));
        });

    [Test]
    public void A_range_that_was_not_written_is_refused()
    {
        using var memory = new PlainMemory();
        memory.Write(new byte[10]);

        Assert.That(() => memory.CopyTo(Stream.Null, 5, 6), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => memory.CopyTo(Stream.Null, -1, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => memory.CopyTo(Stream.Null, 11, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
