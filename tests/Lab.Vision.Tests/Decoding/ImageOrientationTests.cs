using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Decoding;

public sealed class ImageOrientationTests
{
    // Rows of the upright image for a stored one of rows "ab", "cd", "ef", by EXIF's table of orientations.
    [TestCase(1, "ab/cd/ef")]
    [TestCase(2, "ba/dc/fe")]
    [TestCase(3, "fe/dc/ba")]
    [TestCase(4, "ef/cd/ab")]
    [TestCase(5, "ace/bdf")]
    [TestCase(6, "eca/fdb")]
    [TestCase(7, "fdb/eca")]
    [TestCase(8, "bdf/ace")]
    public void Every_orientation_is_turned_upright(int orientation, string upright) =>
        Assert.That(Turned("ab/cd/ef", orientation), Is.EqualTo(upright));

    [TestCase(5, "abc")]
    [TestCase(6, "cba")]
    [TestCase(4, "c/b/a")]
    [TestCase(2, "a/b/c")]
    public void A_single_column_is_turned_too(int orientation, string upright) =>
        Assert.That(Turned("a/b/c", orientation), Is.EqualTo(upright));

    private static string Turned(string rows, int orientation)
    {
        var lines = rows.Split('/');
        var stored = RgbImage.FromPixels(lines[0].Length, lines.Length, string.Concat(lines).SelectMany(letter => new[] { (byte)letter, (byte)1, (byte)2 }).ToArray());
        using var image = ImageOrientation.Apply(stored, orientation);
        var letters = image.Pixels.ToArray().Chunk(3).Select(pixel => (char)pixel[0]).ToArray();
        return string.Join('/', letters.Chunk(image.Width).Select(row => new string(row)));
    }
}
