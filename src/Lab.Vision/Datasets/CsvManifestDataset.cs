namespace Lab.Vision;

/// <summary>Images listed in a CSV file with a header: a path, a label and optionally a group per line.</summary>
/// <remarks>
/// A million lines open in about a second and take some 100 bytes each: files are not opened, and of a long manifest only a part is looked
/// for (<see cref="CsvManifestOptions.CheckedFiles"/>). A file that turns out to be missing later is an <see cref="UnreadableSampleException"/>.
/// </remarks>
public sealed class CsvManifestDataset : ImageDataset
{
    /// <summary>Reads the manifest and checks that the files are there.</summary>
    /// <param name="path">The CSV file, in UTF-8, or in UTF-16 with a byte order mark.</param>
    /// <param name="options">Which columns mean what.</param>
    /// <exception cref="LabValidationException">The manifest is missing or malformed; the first 20 problems are named with their lines.</exception>
    public CsvManifestDataset(string path, CsvManifestOptions? options = null)
        : this(CsvManifestReader.Read(path, options ?? new CsvManifestOptions()))
    {
    }

    private CsvManifestDataset(CsvManifest manifest)
        : base(manifest.Samples, manifest.ClassNames)
    {
    }
}
