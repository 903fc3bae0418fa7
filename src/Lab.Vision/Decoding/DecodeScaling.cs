namespace Lab.Vision;

/// <summary>
/// Whether large JPEGs may be decoded at a half, a quarter or an eighth of their size, which costs a fraction of the time, when a resize makes them small anyway.
/// Averages of 2 x 2, 4 x 4 or 8 x 8 pixels then stand for the pixels. <see cref="ImagePipeline.ReducingGap"/> says how much must be left to the resize.
/// </summary>
public enum DecodeScaling
{
    /// <summary>Never: every pixel takes part, and the numbers are Pillow's.</summary>
    Never,

    /// <summary>In training only: what a model is judged by, and what it meets in use, are Pillow's numbers.</summary>
    Training,

    /// <summary>In every phase.</summary>
    Always,
}
