namespace Lab.Vision;

/// <summary>
/// A folder with one sub-folder of images per class. Classes are numbered by the ordinal order of their folders' names; images may lie
/// in deeper folders. Files and folders whose names begin with a dot, and files with other extensions, are passed over.
/// </summary>
public sealed class ImageFolderDataset : ImageDataset
{
    /// <summary>Lists the images below <paramref name="folder"/>.</summary>
    /// <param name="folder">The folder that holds a folder per class.</param>
    /// <param name="groupOf">The group of an image from its full path, such as the person named in it; none by default.</param>
    /// <param name="extensions">What counts as an image, with the dot, in any case; by default .jpg, .jpeg, .png, .webp and .bmp.</param>
    /// <param name="classNames">
    /// The classes in index order, each of which must have a folder, and no other folder may be there. Give a test set the names of its
    /// training set, so that a folder missing on one side does not silently shift the numbers. By default all folders are classes.
    /// </param>
    /// <exception cref="LabValidationException">
    /// A folder is missing, cannot be listed or leads back into itself, a class folder holds no image, or a name cannot be opened; all are named.
    /// </exception>
    public ImageFolderDataset(
        string folder, Func<string, string?>? groupOf = null, IEnumerable<string>? extensions = null, IReadOnlyList<string>? classNames = null)
        : this(new ImageFolderListing(folder, groupOf ?? (_ => null), extensions ?? ImageFiles.DefaultExtensions, classNames))
    {
    }

    private ImageFolderDataset(ImageFolderListing listing)
        : base(listing.Samples, listing.ClassNames)
    {
    }
}
