using Lab.Vision;

namespace ImageFolder;

/// <summary>Batches of images as the network's weights expect them; in training cropped and mirrored at random.</summary>
/// <param name="network">Whose weights.</param>
/// <param name="run">The run whose weights are used, if there is one: images are prepared as they were there.</param>
/// <param name="decoding">How files are decoded.</param>
/// <param name="cache">Keeps the resized images between epochs; none by default.</param>
public sealed class FolderCollator(NetworkOptions network, EarlierRun run, ImageDecodingOptions decoding, ImageCache? cache = null)
    : ClassificationImageCollator(PipelineOf(network.FindPreprocessing(run), decoding), decoding.CreateDecoder(), cache)
{
    private static ImagePipeline PipelineOf(ImagePreprocessing expected, ImageDecodingOptions decoding) => new(
        train: new TransformPipeline(new ResizeShorterSide(expected.ResizedHeight, expected.Filter), new RandomCrop(expected.Width, expected.Height), new RandomHorizontalFlip()),
        evaluation: expected) { Scaling = decoding.DecodeScaling, ReducingGap = decoding.ReducingGap };
}
