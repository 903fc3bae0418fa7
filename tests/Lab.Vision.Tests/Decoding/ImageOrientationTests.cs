using Lab.Vision.Tests.Support;
using SkiaSharp;

namespace Lab.Vision.Tests.Decoding;

public sealed class ImageOrientationTests
{
    // Rows of the upright image for a stored one of rows "ab", "cd", "ef", by EXIF's table of orientations.
    [TestCase(SKEncodedOrigin.TopLeft, "ab/cd/ef")]
    [TestCase(SKEncodedOrigin.TopRight, "ba/dc/fe")]
    [TestCase(SKEncodedOrigin.BottomRight, "fe/dc/ba")]
    [TestCase(SKEncodedOrigin.BottomLeft, "ef/cd/ab")]
    [TestCase(SKEncodedOrigin.LeftTop, "ace/bdf")]
    [TestCase(SKEncodedOrigin.RightTop, "eca/fdb")]
    [TestCase(SKEncodedOrigin.RightBottom, "fdb/eca")]
    [TestCase(SKEncodedOrigin.LeftBottom, "bdf/ace")]
    public void Every_orientation_is_turned_upright(SKEncodedOrigin origin, string upright) =>
        Assert.That(Turned("ab/cd/ef", origin), Is.EqualTo(upright));

    [TestCase(SKEncodedOrigin.LeftTop, "abc")]
    [TestCase(SKEncodedOrigin.RightTop, "cba")]
    [TestCase(SKEncodedOrigin.BottomLeft, "c/b/a")]
    [TestCase(SKEncodedOrigin.TopRight, "a/b/c")]
    public void A_single_column_is_turned_too(SKEncodedOrigin origin, string upright) =>
        Assert.That(Turned("a/b/c", origin), Is.EqualTo(upright));

    private static string Turned(string rows, SKEncodedOrigin origin)
    {
        var lines = rows.Split('/');
        var stored = RgbImage.FromPixels(lines[0].Length, lines.Length, string.Concat(lines).SelectMany(letter => new[] { (byte)letter, (byte)1, (byte)2 }).ToArray());
        using var image = ImageOrientation.Apply(stored, origin);
        var letters = image.Pixels.ToArray().Chunk(3).Select(pixel => (char)pixel[0]).ToArray();
        return string.Join('/', letters.Chunk(image.Width).Select(row => new string(row)));
    }
}
