namespace Lab.Vision;

/// <summary>Where the rows of a finished image go: into an image, or split into one plane per channel.</summary>
internal readonly ref struct ImageTarget
{
    private readonly Span<byte> _bytes;
    private readonly ImageSize _size;
    private readonly bool _planar;

    private ImageTarget(Span<byte> bytes, ImageSize size, bool planar)
    {
        _bytes = bytes;
        _size = size;
        _planar = planar;
    }

    public static ImageTarget Interleaved(RgbImage image) => new(image.Pixels, image.Size, planar: false);

    /// <exception cref="ArgumentException">There are not 3 x height x width bytes.</exception>
    public static ImageTarget Planes(Span<byte> planes, ImageSize size)
    {
        var bytes = (long)size.Width * size.Height * RgbImage.Channels;
        return planes.Length == bytes
            ? new ImageTarget(planes, size, planar: true)
            : throw new ArgumentException($"Planes of {size} pixels are {bytes} bytes, not {planes.Length}.", nameof(planes));
    }

    /// <summary>Writes row <paramref name="y"/> from its interleaved pixels.</summary>
    public void WriteRow(int y, ReadOnlySpan<byte> row)
    {
        if (_planar)
        {
            RgbPlanes.Split(row, _bytes[(y * _size.Width)..], _size.Width * _size.Height);
        }
        else
        {
            row.CopyTo(_bytes[(y * row.Length)..]);
        }
    }
}
