using Lab.Native;

namespace Lab.Vision.Tests.Decoding;

public sealed class SkiaCheckTests
{
    [Test]
    public void The_package_names_its_check_and_the_check_decodes_a_picture()
    {
        var rows = SystemCheck.RunAll(typeof(SkiaCheckTests).Assembly);

        Assert.That(rows, Has.One.Property(nameof(SystemReportRow.Name)).EqualTo("SkiaSharp").And.Property(nameof(SystemReportRow.Ok)).True.And.Property(nameof(SystemReportRow.Value)).Contains("decodes a PNG"));
    }
}
