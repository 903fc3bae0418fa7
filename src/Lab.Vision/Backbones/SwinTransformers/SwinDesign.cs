namespace Lab.Vision;

/// <summary>The shape of a <see cref="SwinTransformer"/>.</summary>
/// <param name="Width">Channels of the first stage; each further stage has twice as many.</param>
/// <param name="Depths">Blocks per stage, at least one stage and one block each.</param>
/// <param name="Heads">Heads of attention per stage, each a divisor of the stage's channels.</param>
/// <param name="Window">Positions of a window's side, at least 2. Default: 7.</param>
public sealed record SwinDesign(int Width, IReadOnlyList<int> Depths, IReadOnlyList<int> Heads, int Window = 7)
{
    internal void Check()
    {
        if (Width < 1 || Depths.Count == 0 || Depths.Count != Heads.Count || Depths.Any(depth => depth < 1) || Window < 2
            || Heads.Where((heads, stage) => heads < 1 || (Width << stage) % heads != 0).Any())
        {
            throw new LabException(
                $"A Swin needs as many numbers of heads as of blocks, each dividing its stage's channels, and windows of at least 2, not width {Width}, depths [{string.Join(", ", Depths)}], heads [{string.Join(", ", Heads)}], windows of {Window}.");
        }
    }
}
