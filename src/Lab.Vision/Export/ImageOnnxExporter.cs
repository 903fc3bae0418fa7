using Lab.Onnx;

namespace Lab.Vision;

/// <summary>The format <c>onnx</c> for experiments whose collator prepares images: what the model takes follows from the <see cref="ImageCollator{TSample, TTarget}"/>.</summary>
/// <param name="options">What the model takes and gives.</param>
public sealed class ImageOnnxExporter(ImageOnnxOptions options) : OnnxModelExporter(export => InputOf(export, options), onnx => onnx.Softmax = options.OnnxSoftmax)
{
    private static ImageOnnxInput InputOf(ModelExport export, ImageOnnxOptions options)
    {
        if (export.Preparation is not ImagePreprocessing preprocessing)
        {
            throw new LabException(
                $"The experiment's collator says {(export.Preparation is null ? "nothing of its input's preparation" : $"that a {export.Preparation.GetType().Name} prepares its input")}, as no ImageCollator does, so it is unknown which images the exported model takes: name its input, with .OnnxExport(export => OnnxInput.Floats(...)) of Lab.Onnx.");
        }

        return options.OnnxInput == ImageInputKind.Pixels ? ImageOnnxInput.Pixels(preprocessing) : ImageOnnxInput.Prepared(preprocessing);
    }
}
