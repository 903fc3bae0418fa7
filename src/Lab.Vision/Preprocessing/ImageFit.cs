namespace Lab.Vision;

/// <summary>How an image of any shape gets to the size of a network's input.</summary>
public enum ImageFit
{
    /// <summary>Both sides are brought to the size; the aspect ratio is lost.</summary>
    Squash,

    /// <summary>The aspect ratio stays, the image covers the size, and what reaches beyond the middle is cut off.</summary>
    Crop,

    /// <summary>The aspect ratio stays, the whole image lies within the size, and black fills the rest.</summary>
    Pad,
}
