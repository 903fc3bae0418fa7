using System.Text;

namespace Lab.Vision.Tests.Decoding;

public sealed class FileKindTests
{
    [TestCase("II*\0", "TIFF")]
    [TestCase("MM\0*", "TIFF")]
    [TestCase("\0\0\0\u0020ftypheic\0\0\0\0", "HEIC")]
    [TestCase("\0\0\0\u0020ftypavif\0\0\0\0", "AVIF")]
    [TestCase("\u00FF\n", "JPEG XL")]
    [TestCase("8BPS\0\u0001", "Photoshop")]
    [TestCase("PK\u0003\u0004", "ZIP")]
    [TestCase("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "Git LFS")]
    [TestCase("<!DOCTYPE html><html>404</html>", "HTML")]
    [TestCase("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG")]
    [TestCase("not found\r\n", "text that begins 'not found'")]
    [TestCase("\0\u0005\u0016\u0007\0\u0002", "AppleDouble")]
    [TestCase("\u00FF\u00D8\u00FF\u00E0", "begins as JPEG")]
    [TestCase("\0\0\0\0\0\0", "nothing but zeros")]
    [TestCase("\u0080\u0081\u0082", "the first are 808182")]
    public void A_file_that_is_no_image_is_called_what_it_is(string content, string said) =>
        Assert.That(
            () => SkiaImageDecoder.Default.Decode(Encoding.Latin1.GetBytes(content), "photo.jpg"),
            Throws.TypeOf<UnreadableSampleException>().With.Message.StartsWith("photo.jpg").And.Message.Contains(said));

    // A wireless bitmap of 1 x 1 pixels, and an icon: SkiaSharp would take both.
    [TestCase(new byte[] { 0, 0, 1, 1, 0 })]
    [TestCase(new byte[] { 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 32, 0, 4, 0, 0, 0, 22, 0, 0, 0, 0, 0, 0, 0 })]
    public void Formats_that_no_photograph_has_are_refused(byte[] content) =>
        Assert.That(() => SkiaImageDecoder.Default.Decode(content, "x"), Throws.TypeOf<UnreadableSampleException>());
}
