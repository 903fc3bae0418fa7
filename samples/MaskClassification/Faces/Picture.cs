using System.Numerics.Tensors;
using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>A drawn picture.</summary>
/// <param name="Jpeg">Its file.</param>
/// <param name="Cells">Its lumas in 18 x 16 cells, less their mean and divided by their length: the product of two pictures' cells is their correlation.</param>
internal sealed record Picture(byte[] Jpeg, float[] Cells)
{
    private const int Columns = 18;
    private const int Rows = 16;

    /// <summary>The picture on a canvas of 8-bit red, green, blue and alpha.</summary>
    public static Picture Of(SKSurface surface, int quality)
    {
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, quality);
        using var pixels = image.PeekPixels();
        var cells = new float[Columns * Rows];
        var bytes = pixels.GetPixelSpan();
        for (var y = 0; y < pixels.Height; y++)
        {
            var row = bytes.Slice(y * pixels.RowBytes, 4 * pixels.Width);
            for (var x = 0; x < pixels.Width; x++)
            {
                cells[(y * Rows / pixels.Height * Columns) + (x * Columns / pixels.Width)] += (0.299f * row[4 * x]) + (0.587f * row[(4 * x) + 1]) + (0.114f * row[(4 * x) + 2]);
            }
        }

        TensorPrimitives.Subtract(cells, TensorPrimitives.Sum<float>(cells) / cells.Length, cells);
        TensorPrimitives.Divide(cells, TensorPrimitives.Norm<float>(cells), cells);
        return new Picture(data.ToArray(), cells);
    }
}
