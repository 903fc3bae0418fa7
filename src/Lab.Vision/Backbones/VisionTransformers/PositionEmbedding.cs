namespace Lab.Vision;

/// <summary>ViT's learnt positions for another grid of patches.</summary>
internal static class PositionEmbedding
{
    /// <summary>
    /// The embedding resampled as an image, bicubic with antialiasing, its first token kept, as timm's <c>resample_abs_pos_embed</c>.
    /// </summary>
    /// <param name="embedding">[1, 1 + old rows * old columns, width].</param>
    /// <param name="from">Rows and columns that it is for.</param>
    /// <param name="to">Rows and columns wanted.</param>
    /// <returns>[1, 1 + rows * columns, width]: a new tensor, of the same type.</returns>
    public static Tensor Resample(Tensor embedding, (long Rows, long Columns) from, (long Rows, long Columns) to)
    {
        using var scope = torch.NewDisposeScope();
        var width = embedding.size(2);
        var token = embedding.narrow(1, 0, 1);
        var grid = embedding.narrow(1, 1, from.Rows * from.Columns).to(torch.ScalarType.Float32);
        grid = grid.reshape(1, from.Rows, from.Columns, width).permute(0, 3, 1, 2);
        grid = torch.nn.functional.interpolate(grid, size: [to.Rows, to.Columns], mode: torch.InterpolationMode.Bicubic, align_corners: false, antialias: true);
        grid = grid.permute(0, 2, 3, 1).reshape(1, to.Rows * to.Columns, width).to(embedding.dtype);
        return torch.cat([token, grid], 1).MoveToOuterDisposeScope();
    }
}
