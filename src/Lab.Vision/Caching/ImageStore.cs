namespace Lab.Vision.Caching;

/// <summary>Prepared images by the path of their file. Serves many threads at once.</summary>
internal abstract class ImageStore : IDisposable
{
    /// <summary>The image prepared from a file, if it is there and still right.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preparation">What was done to it.</param>
    /// <param name="stamp">What is known of the file, to be handed to <see cref="Add"/>.</param>
    public abstract StoredImage? Find(string path, Preparation preparation, out FileStamp stamp);

    /// <summary>Takes in a copy of a prepared image, unless there is no room.</summary>
    /// <param name="path">The file.</param>
    /// <param name="preparation">What was done to it.</param>
    /// <param name="stamp">What <see cref="Find"/> gave before the file was decoded.</param>
    /// <param name="source">The size of the image in the file.</param>
    /// <param name="prepared">The image.</param>
    public abstract void Add(string path, Preparation preparation, FileStamp stamp, ImageSize source, RgbImage prepared);

    /// <summary>Frees the memory; no image may be in use.</summary>
    public abstract void Dispose();
}
