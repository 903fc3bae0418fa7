using Lab.Analysis;

namespace Lab.Vision;

/// <summary>Shows samples that are image files.</summary>
internal sealed class ImageView<TSample>(Func<TSample, string> pathOf, ImageDecoder decoder) : SampleView<TSample>
{
    public override ReportPicture? Show(TSample sample) => Thumbnail.Of(pathOf(sample), decoder);
}
