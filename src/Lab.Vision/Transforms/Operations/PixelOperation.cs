namespace Lab.Vision;

/// <summary>An operation that keeps an image's size and changes its pixels: colour, blur, noise. Derive from it for one of your own.</summary>
/// <remarks>The result must depend on the image and the operation's properties only: whatever is random is drawn by the <see cref="Transform"/> and handed over.</remarks>
public abstract record PixelOperation : ImageOperation
{
    /// <summary>Changes <paramref name="image"/> in place. Called from many threads at once, for different images.</summary>
    /// <remarks>One that needs the original pixels beside the new ones takes a copy by <see cref="RgbImage.Copy"/> and disposes of it; its memory is pooled.</remarks>
    public abstract void Apply(RgbImage image);

    /// <inheritdoc/>
    public sealed override ImageSize OutputSize(ImageSize input) => input;
}
