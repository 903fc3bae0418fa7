using Lab.Vision;

namespace ImageFolder;

/// <summary>The sides of a folder: <c>train</c>, and <c>val</c>, <c>test</c> and <c>predict</c> where there are. Without <c>val</c>, Lab splits off a part of <c>train</c>.</summary>
public sealed class FolderData(FolderOptions options) : DataModule<ImageSample>
{
    /// <inheritdoc/>
    public override DataSplits<ImageSample> Open()
    {
        var all = options.Open("train");
        var classes = all.ClassNames!;
        return new DataSplits<ImageSample>
        {
            Train = all,
            Validation = options.Has("val") ? options.Open("val", classes) : null,
            Test = options.Has("test") ? options.Open("test", classes) : null,
            Predict = options.Has("predict") ? new UnlabelledImages(options.PathOf("predict"), classes) : null,
        };
    }
}
