namespace Lab.Vision;

/// <summary>What a warp shows where points come from outside the image.</summary>
public enum WarpEdge
{
    /// <summary>One colour.</summary>
    Fill,

    /// <summary>The image's outermost pixels, continued.</summary>
    Repeat,
}
