using Lab.Vision;

namespace ImageFolder;

/// <summary>The sides of a folder: <c>train</c> and <c>val</c> (or a part of <c>train</c>), <c>test</c> and <c>predict</c> where there are.</summary>
public sealed class FolderData(FolderOptions options) : DataModule<ImageSample>
{
    /// <inheritdoc/>
    public override DataSplits<ImageSample> Open()
    {
        var all = options.Open("train");
        var classes = all.ClassNames!;
        var split = options.Has("val") ? null : Split.ByGroup(all, options.ValidationShare, options.SplitSeed);
        return new DataSplits<ImageSample>
        {
            Train = split?.Train ?? (Dataset<ImageSample>)all,
            Validation = split?.Validation ?? (Dataset<ImageSample>)options.Open("val", classes),
            Test = options.Has("test") ? options.Open("test", classes) : null,
            Predict = options.Has("predict") ? new UnlabelledImages(options.PathOf("predict"), classes) : null,
        };
    }
}
