namespace Lab.Vision;

/// <summary>Images listed in a CSV file with a header: a path, a label and optionally a group per line.</summary>
public sealed class CsvManifestDataset : ImageDataset
{
    /// <summary>Reads the manifest and checks that every file is there.</summary>
    /// <param name="path">The CSV file, in UTF-8.</param>
    /// <param name="options">Which columns mean what.</param>
    /// <exception cref="LabValidationException">The manifest is missing or malformed; the first 20 problems are named with their lines.</exception>
    public CsvManifestDataset(string path, CsvManifestOptions? options = null)
        : this(CsvManifestReader.Read(path, options ?? new CsvManifestOptions()))
    {
    }

    private CsvManifestDataset(CsvManifest manifest)
        : base(manifest.Root, manifest.Samples, manifest.ClassNames)
    {
    }
}
