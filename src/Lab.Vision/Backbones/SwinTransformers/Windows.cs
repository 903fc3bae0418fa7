using Lab.Onnx;

namespace Lab.Vision;

/// <summary>Square windows of a map whose channels lie last.</summary>
internal static class Windows
{
    /// <summary>The map cut into windows: [N, height, width, channels] to [N * windows, side * side, channels]. Sides must divide the map.</summary>
    public static Tensor Cut(Tensor map, long side)
    {
        using var scope = torch.NewDisposeScope();
        var (count, height, width, channels) = (map.size(0), map.size(1), map.size(2), map.size(3));
        return map.reshape(count, height / side, side, width / side, side, channels)
            .permute(0, 1, 3, 2, 4, 5)
            .reshape(-1, side * side, channels)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The windows put together again: [N * windows, side * side, channels] to [N, height, width, channels].</summary>
    public static Tensor Join(Tensor windows, long side, long height, long width)
    {
        using var scope = torch.NewDisposeScope();
        return windows.view(-1, height / side, width / side, side, side, windows.size(2))
            .permute(0, 1, 3, 2, 4, 5)
            .reshape(-1, height, width, windows.size(2))
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What keeps positions apart that lie in one window only because the map was rolled: [windows, 1, side * side, side * side], 0 where two positions may look at
    /// each other and -100 where not.
    /// </summary>
    /// <param name="height">Rows of the map, a multiple of the side.</param>
    /// <param name="width">Columns of the map, a multiple of the side.</param>
    /// <param name="side">Positions of a window's side.</param>
    /// <param name="shift">By how many rows and columns the map was rolled.</param>
    /// <param name="like">Whose type and device the mask has.</param>
    public static Tensor Mask(long height, long width, long side, (long Rows, long Columns) shift, Tensor like)
    {
        using var scope = torch.NewDisposeScope();
        var rows = Regions(height, side, shift.Rows, like.device).view(1, -1, 1, 1);
        var columns = Regions(width, side, shift.Columns, like.device).view(1, 1, -1, 1);

        // Three regions per axis, so four times the one and the other never meet.
        var regions = Cut(rows.add(rows, Three).add(columns, Scalars.One), side).squeeze(-1);
        var apart = regions.unsqueeze(1).ne(regions.unsqueeze(2));
        return apart.to(like.dtype).mul(Scalars.Masked).unsqueeze(1).MoveToOuterDisposeScope();
    }

    private static readonly Scalar Three = 3;

    // 0 before the last window, 1 in what it held before the roll, 2 in what the roll brought from the other side.
    private static Tensor Regions(long length, long side, long shift, Device device)
    {
        using var scope = torch.NewDisposeScope();
        var regions = torch.zeros(length, torch.ScalarType.Int64, device);
        if (shift > 0)
        {
            regions.narrow(0, length - side, side).add_(Scalars.One);
            regions.narrow(0, length - shift, shift).add_(Scalars.One);
        }

        return regions.MoveToOuterDisposeScope();
    }

    /// <summary><see cref="Cut"/> in ONNX.</summary>
    public static OnnxValue EmitCut(OnnxValue map, long side)
    {
        var (count, height, width, channels) = (map.Shape[0], map.Shape[1].Size!.Value, map.Shape[2].Size!.Value, map.Shape[3]);
        return map.Reshape(count, height / side, side, width / side, side, channels)
            .Transpose(0, 1, 3, 2, 4, 5)
            .Reshape(count * (height / side * (width / side)), side * side, channels);
    }

    /// <summary><see cref="Join"/> in ONNX.</summary>
    public static OnnxValue EmitJoin(OnnxValue windows, long side, long height, long width)
    {
        var channels = windows.Shape[2];
        return windows.Reshape(OnnxDimension.Batch, height / side, width / side, side, side, channels)
            .Transpose(0, 1, 3, 2, 4, 5)
            .Reshape(OnnxDimension.Batch, height, width, channels);
    }
}
