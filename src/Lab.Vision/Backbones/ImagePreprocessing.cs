namespace Lab.Vision;

/// <summary>How images are prepared for a network's published weights.</summary>
/// <param name="Size">Height and width of the network's input in pixels, at least 1.</param>
/// <param name="CropFraction">The share of the resized image's side that the central crop keeps, above 0 and at most 1.</param>
/// <param name="Filter">The kernel of the resize.</param>
/// <param name="Normalization">Mean and deviation of the channels.</param>
public sealed record ImagePreprocessing(int Size, double CropFraction, ResampleFilter Filter, ImageNormalization Normalization)
{
    /// <summary>Pixels of the shorter side before the crop: the size by the fraction, rounded down as timm does.</summary>
    public int ResizedSide => (int)Math.Floor(Size / CropFraction);

    /// <summary>The transform that published accuracies are measured with: the shorter side resized, then the middle cropped to <see cref="Size"/>.</summary>
    public Transform CreateTransform() => new TransformPipeline(new ResizeShorterSide(ResizedSide, Filter), new CenterCrop(Size, Size));

    /// <summary>Bicubic with ImageNet's statistics, as most of timm's weights.</summary>
    internal static ImagePreprocessing Bicubic(double cropFraction, int size = 224) => new(size, cropFraction, ResampleFilter.Bicubic, ImageNormalization.ImageNet);

    /// <summary>Bicubic with values from -1 to 1.</summary>
    internal static ImagePreprocessing BicubicSymmetric(double cropFraction, int size = 224) => new(size, cropFraction, ResampleFilter.Bicubic, ImageNormalization.Symmetric);
}
