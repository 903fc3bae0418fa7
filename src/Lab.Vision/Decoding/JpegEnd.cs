namespace Lab.Vision;

/// <summary>Finds the end marker of a JPEG, which decoders do without although its absence shows that the file was cut.</summary>
internal static class JpegEnd
{
    /// <summary>The bytes with which every JPEG starts.</summary>
    public static ReadOnlySpan<byte> Start => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> StartOfScan => [0xFF, 0xDA];

    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9];

    /// <summary>
    /// True if an end marker follows the last start of a scan: entropy-coded data holds neither, and a thumbnail's end lies before
    /// the main image's scans.
    /// </summary>
    public static bool IsPresent(ReadOnlySpan<byte> file)
    {
        var end = file.LastIndexOf(EndOfImage);
        return end >= 0 && file[end..].IndexOf(StartOfScan) < 0;
    }
}
