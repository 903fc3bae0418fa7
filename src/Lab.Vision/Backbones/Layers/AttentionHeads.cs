using Lab.Onnx;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>The product part of multi-head attention.</summary>
internal static class AttentionHeads
{
    /// <summary>The heads' values, side by side, [N, positions, width].</summary>
    /// <param name="qkv">Queries, keys and values of all heads, [N, positions, 3 * width].</param>
    /// <param name="heads">How many heads the width is divided into.</param>
    /// <param name="bias">Added to the scores, [1 or N, heads, positions, positions], or null.</param>
    public static Tensor Attend(Tensor qkv, int heads, Tensor? bias)
    {
        using var scope = torch.NewDisposeScope();
        var (count, positions, width) = (qkv.size(0), qkv.size(1), qkv.size(2) / 3);
        var parts = qkv.view(count, positions, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
        var values = functional.scaled_dot_product_attention(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2), bias);
        return values.transpose(1, 2).reshape(count, positions, width).MoveToOuterDisposeScope();
    }

    /// <summary>The same in ONNX.</summary>
    /// <param name="qkv">Queries, keys and values of all heads, [N, positions, 3 * width].</param>
    /// <param name="heads">How many heads the width is divided into.</param>
    /// <param name="bias">Added to the scores, [windows or 1, heads, positions, positions], or null; windows divide N.</param>
    public static OnnxValue EmitOnnx(OnnxValue qkv, int heads, OnnxValue? bias)
    {
        var (count, positions, width) = (qkv.Shape[0], qkv.Shape[1], qkv.Shape[2].Size!.Value / 3);
        var parts = qkv.Reshape(count, positions, 3, heads, width / heads).Transpose(2, 0, 3, 1, 4);
        var queries = parts.Select(0, 0) * (1 / Math.Sqrt(width / heads));
        var scores = queries.MatMul(parts.Select(0, 1).Transpose(0, 1, 3, 2));
        if (bias is not null)
        {
            // Samples and their windows lie in one axis; the bias is for the windows of one sample.
            var windows = bias.Shape[0].Size!.Value;
            scores = windows == 1 ? scores + bias : (scores.Reshape(OnnxDimension.Batch, windows, heads, positions, positions) + bias).Reshape(scores.Shape);
        }

        return scores.Softmax().MatMul(parts.Select(0, 2)).Transpose(0, 2, 1, 3).Reshape(count, positions, width);
    }
}
