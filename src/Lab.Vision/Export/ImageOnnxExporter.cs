using Lab.Onnx;

namespace Lab.Vision;

/// <summary>The format <c>onnx</c> for experiments whose collator prepares images: what the model takes follows from the <see cref="ImageCollator{TSample, TTarget}"/>.</summary>
/// <param name="options">What the model takes and gives.</param>
public sealed class ImageOnnxExporter(ImageOnnxOptions options) : OnnxModelExporter(export => InputOf(export, options), onnx => onnx.Softmax = options.OnnxSoftmax)
{
    private static ImageOnnxInput InputOf(ModelExport export, ImageOnnxOptions options)
    {
        if (export.Collator is not IImagePreparation { Pipeline: var pipeline, Normalization: var normalization })
        {
            throw new LabException(
                $"The collator {export.Collator?.GetType().Name ?? "(none)"} is no ImageCollator, so nothing says what the exported model takes: name it, with .OnnxExport(export => OnnxInput.Floats(...)) of Lab.Onnx.");
        }

        return options.OnnxInput == ImageInputKind.Pixels
            ? ImageOnnxInput.Pixels(pipeline.Evaluation, pipeline.OutputWidth, pipeline.OutputHeight, normalization)
            : ImageOnnxInput.Prepared(pipeline.Evaluation, pipeline.OutputWidth, pipeline.OutputHeight, normalization);
    }
}
