using Lab.Onnx;

namespace Lab.Vision;

/// <summary>Operations on images in ONNX, also where their size is known only when the model runs. Images are float32 [N, 3, height, width] from 0 to 255.</summary>
internal static class OnnxImages
{
    public static OnnxValue Emit(Transform transform, OnnxValue images) => transform is IOnnxTransform emitting
        ? emitting.EmitOnnx(images)
        : throw new LabException(
            $"The transform {transform} cannot be part of an exported model: nothing says how it is written in ONNX. Implement {nameof(IOnnxTransform)} in {transform.GetType().Name}, or export a model of prepared images (--onnx-input prepared).");

    /// <summary>A resize to a known size.</summary>
    public static OnnxValue Resize(OnnxValue images, long height, long width, ResampleFilter filter) =>
        Resize(images, images.Graph.Constant(height), images.Graph.Constant(width), height, width, filter);

    /// <summary>A resize that keeps the aspect ratio, to the smallest images that cover a size or the largest that lie within it.</summary>
    public static OnnxValue ResizeKeepingAspect(OnnxValue images, long height, long width, bool covers, ResampleFilter filter)
    {
        var graph = images.Graph;
        var (size, turned) = (SizeOf(images), OnnxLayout.Concat(0, Side(images, 3), Side(images, 2)));

        // The height that goes with the wanted width, and the width that goes with the wanted height, both rounded down.
        var matching = size * graph.Constant(width, height) / turned;
        var result = Apply("Max", [Apply(covers ? "Max" : "Min", [matching, graph.Constant(height, width)], [2]), graph.Constant(1, torch.ScalarType.Int64)], [2]);
        return Resize(
            images, result.Slice(0, 0, 1), result.Slice(0, 1, 2), OnnxDimension.Named("resized_height"), OnnxDimension.Named("resized_width"), filter);
    }

    /// <summary>The middle of the images; smaller ones are centred on black.</summary>
    public static OnnxValue CenterCrop(OnnxValue images, long height, long width)
    {
        var graph = images.Graph;
        var (wanted, zero, axes) = (graph.Constant(height, width), graph.Constant(0, torch.ScalarType.Int64), graph.Constant(2, 3));
        var missing = Apply("Max", [wanted - SizeOf(images), zero], [2]);
        var before = missing / 2;
        OnnxDimension[] padded = [images.Shape[0], images.Shape[1], OnnxDimension.Named("padded_height"), OnnxDimension.Named("padded_width")];
        images = Apply("Pad", [images, OnnxLayout.Concat(0, before, missing - before), null, axes], padded);

        // Half a surplus, rounded to the even number.
        var surplus = (SizeOf(images) - wanted).Cast(torch.ScalarType.Float32);
        var start = (surplus / 2).Round().Cast(torch.ScalarType.Int64);
        return Apply("Slice", [images, start, start + wanted, axes], [images.Shape[0], images.Shape[1], height, width]);
    }

    // Row by row and then column by column with bytes in between, as Pillow does it: a sharp kernel reaches beyond 0 and 255.
    private static OnnxValue Resize(OnnxValue images, OnnxValue rows, OnnxValue columns, OnnxDimension height, OnnxDimension width, ResampleFilter filter) =>
        ResizeAxis(ResizeAxis(images, 3, columns, width, filter), 2, rows, height, filter);

    private static OnnxValue ResizeAxis(OnnxValue images, int axis, OnnxValue size, OnnxDimension length, ResampleFilter filter)
    {
        List<(string Name, OnnxAttribute Value)> attributes = filter switch
        {
            ResampleFilter.Bilinear => [("mode", "linear")],
            ResampleFilter.Bicubic => [("mode", "cubic"), ("cubic_coeff_a", -0.5)],
            _ => throw new LabException($"ONNX has no resize with the kernel {filter}: use Bilinear or Bicubic, or export a model of prepared images (--onnx-input prepared)."),
        };
        attributes.AddRange([("antialias", true), ("exclude_outside", true), ("coordinate_transformation_mode", "half_pixel"), ("axes", new long[] { axis })]);
        var shape = images.Shape.ToArray();
        shape[axis] = length;
        var resized = Apply("Resize", [images, null, null, size], shape, attributes);

        // Halves go up, as in Pillow.
        return (resized + 0.5).Floor().Clip(0, 255);
    }

    // Height and width when the model runs: int64 [2].
    private static OnnxValue SizeOf(OnnxValue images) => images.ShapeOf().Slice(0, 2, 4);

    private static OnnxValue Side(OnnxValue images, int axis) => images.ShapeOf().Slice(0, axis, axis + 1);

    // These operations stand before the model, where an export is not evaluated, so they need no form in torch.
    private static OnnxValue Apply(
        string operation, IReadOnlyList<OnnxValue?> inputs, IReadOnlyList<OnnxDimension> shape, IReadOnlyList<(string Name, OnnxAttribute Value)>? attributes = null) =>
        inputs[0]!.Graph.Apply(operation, inputs, shape, torch: null, attributes: attributes ?? []);
}
