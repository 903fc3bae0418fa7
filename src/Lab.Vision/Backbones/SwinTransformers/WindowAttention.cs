using Lab.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Attention within windows, with a learnt bias for each pair of relative positions.</summary>
internal sealed class WindowAttention : Module<Tensor, Tensor?, Tensor>
{
    // These names are the state dictionary's.
    private readonly Parameter relative_position_bias_table;
    private readonly Linear qkv;
    private readonly Linear proj;
    private readonly int _side;
    private readonly int _heads;

    public WindowAttention(int width, int heads, int side)
        : base(nameof(WindowAttention))
    {
        (_side, _heads) = (side, heads);
        relative_position_bias_table = Parameter(torch.zeros(((2 * side) - 1) * ((2 * side) - 1), heads));
        qkv = Linear(width, 3 * width);
        proj = Linear(width, width);
        RegisterComponents();
        Initialization.TruncatedNormal(relative_position_bias_table);
    }

    /// <param name="input">Windows, [N * windows, positions, width].</param>
    /// <param name="mask">Added to the scores, [windows, 1, positions, positions], or null.</param>
    /// <returns>The same shape as the windows.</returns>
    public override Tensor forward(Tensor input, Tensor? mask)
    {
        using var scope = torch.NewDisposeScope();
        var bias = Bias();
        if (mask is not null)
        {
            var (windows, positions) = (mask.size(0), mask.size(2));
            bias = (bias + mask).expand(input.size(0) / windows, -1, -1, -1, -1).reshape(-1, _heads, positions, positions);
        }

        return proj.call(AttentionHeads.Attend(qkv.call(input), _heads, bias)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The bias of each pair of positions, [1, heads, positions, positions]. The table's entry for positions (a, b) and (c, d) is at (a - c, b - d) plus the window's side
    /// less one, so the entries of one position are a window of the table, read backwards: no index has to be kept.
    /// </summary>
    private Tensor Bias()
    {
        using var scope = torch.NewDisposeScope();
        var (reach, positions) = ((2 * _side) - 1, _side * _side);
        return relative_position_bias_table.view(reach, reach, _heads)
            .unfold(0, _side, 1)
            .unfold(1, _side, 1)
            .flip(3, 4)
            .permute(2, 0, 1, 3, 4)
            .reshape(1, _heads, positions, positions)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The same in ONNX.</summary>
    /// <param name="windows">Windows, [N * windows, positions, width].</param>
    /// <param name="mask">See <see cref="Windows.Mask"/>, or null.</param>
    public OnnxValue EmitOnnx(OnnxValue windows, Tensor? mask)
    {
        var bias = windows.Graph.Weight(this, "relative_position_bias", mask is null ? Bias() : Bias() + mask);
        return AttentionHeads.EmitOnnx(windows.Through(qkv), _heads, bias).Through(proj);
    }
}
