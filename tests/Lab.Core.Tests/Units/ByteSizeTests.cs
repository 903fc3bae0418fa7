using CsCheck;
using Lab.Options;

namespace Lab.Tests.Units;

public sealed class ByteSizeTests
{
    [TestCase("2GB", 2_000_000_000)]
    [TestCase("1.5 gb", 1_500_000_000)]
    [TestCase(" 512MB ", 512_000_000)]
    [TestCase("4GiB", 4L << 30)]
    [TestCase("0.5KiB", 512)]
    [TestCase("4096", 4096)]
    [TestCase("0", 0)]
    [TestCase("9223372036854775807", long.MaxValue)]
    public void A_size_is_read(string text, long bytes) => Assert.That(ByteSize.Parse(text).Bytes, Is.EqualTo(bytes));

    [TestCase("")]
    [TestCase("GB")]
    [TestCase("-1GB")]
    [TestCase("2 gigabytes")]
    [TestCase("1.2.3MB")]
    [TestCase("1,5GB")]
    [TestCase("9223372036854775808")]
    [TestCase("10000000TB")]
    public void What_is_no_size_is_refused_with_examples(string text) =>
        Assert.That(() => ByteSize.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains($"'{text}'").And.Message.Contains("'2GB'"));

    [TestCase(0, "0B")]
    [TestCase(999, "999B")]
    [TestCase(1500, "1.5KB")]
    [TestCase(4_000_000_000, "4GB")]
    public void It_is_written_with_the_largest_unit(long bytes, string text) => Assert.That(new ByteSize(bytes).ToString(), Is.EqualTo(text));

    [Test]
    public void As_an_option_it_reads_back_exactly() =>
        Gen.Long[0, long.MaxValue].Sample(bytes => OptionText.Read(OptionText.Write(new ByteSize(bytes)), typeof(ByteSize)) is ByteSize size && size.Bytes == bytes);
}
