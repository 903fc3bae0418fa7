namespace Lab.Vision;

/// <summary>The shape of a <see cref="VisionTransformer"/>.</summary>
/// <param name="Width">Length of the tokens, a multiple of <paramref name="Heads"/>.</param>
/// <param name="Heads">Heads of attention, at least 1.</param>
/// <param name="Depth">Blocks, a multiple of 4, so that feature maps lie evenly. Default: 12.</param>
/// <param name="Patch">Pixels of a patch's side, at least 1. Default: 16.</param>
public sealed record VisionTransformerDesign(int Width, int Heads, int Depth = 12, int Patch = 16)
{
    internal void Check()
    {
        if (Heads < 1 || Width < 1 || Width % Heads != 0 || Depth < 4 || Depth % 4 != 0 || Patch < 1)
        {
            throw new LabException(
                $"A ViT needs a width that its heads divide, a depth that 4 divides and patches of at least a pixel, not width {Width}, {Heads} heads, depth {Depth}, patches of {Patch}.");
        }
    }
}
