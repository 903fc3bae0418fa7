namespace Lab.Vision;

/// <summary>What an exported model of images takes.</summary>
public enum ImageInputKind
{
    /// <summary>Bytes of RGB pixels, of any size: resizing, cropping and normalisation are part of the model.</summary>
    Pixels,

    /// <summary>Floats as the network takes them, of the network's size: resizing, cropping and normalisation are the caller's.</summary>
    Prepared,
}
