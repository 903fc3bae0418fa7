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
}
