using System.Buffers;

namespace Lab.Vision;

/// <summary>
/// An image of three 8-bit channels, red, green, blue, row by row and interleaved (height, width, channel), in pooled memory.
/// Dispose it to give the memory back; the loader's threads allocate nothing large per image.
/// </summary>
/// <remarks>Not safe for use from several threads at once.</remarks>
public sealed class RgbImage : IDisposable
{
    /// <summary>Bytes of one pixel.</summary>
    public const int Channels = 3;

    /// <summary>Readable bytes behind the last pixel, so that vector loops may load a whole register there.</summary>
    internal const int Slack = 64;

    private byte[]? _buffer;

    /// <summary>An image whose pixels are not yet set: the memory may hold another image's.</summary>
    /// <param name="width">Pixels per row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the image exceeds what an array can hold (about 2 GiB).</exception>
    public RgbImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var bytes = (long)width * height * Channels;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Array.MaxLength - Slack, nameof(width));
        Width = width;
        Height = height;
        _buffer = ArrayPool<byte>.Shared.Rent((int)bytes + Slack);
    }

    /// <summary>Pixels per row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Width and height.</summary>
    public ImageSize Size => new(Width, Height);

    /// <summary>All bytes: pixel (x, y) has its red at <c>(y * Width + x) * 3</c>.</summary>
    /// <exception cref="ObjectDisposedException">The image was disposed.</exception>
    public Span<byte> Pixels => Buffer.AsSpan(0, Width * Height * Channels);

    /// <summary>The pooled array behind <see cref="Pixels"/>, at least <see cref="Slack"/> bytes longer.</summary>
    internal byte[] Buffer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer;
        }
    }

    /// <summary>An image of <paramref name="width"/> x <paramref name="height"/> with a copy of <paramref name="pixels"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is not exactly width * height * 3 bytes long.</exception>
    public static RgbImage FromPixels(int width, int height, ReadOnlySpan<byte> pixels)
    {
        var image = new RgbImage(width, height);
        if (pixels.Length != image.Pixels.Length)
        {
            image.Dispose();
            throw new ArgumentException(
                $"{width} x {height} pixels of 3 bytes are {(long)width * height * Channels} bytes, not {pixels.Length}.", nameof(pixels));
        }

        pixels.CopyTo(image.Pixels);
        return image;
    }

    /// <summary>Another image with the same pixels, to be disposed of by itself.</summary>
    public RgbImage Copy() => FromPixels(Width, Height, Pixels);

    /// <summary>The bytes of row <paramref name="y"/>, from 0 at the top to <see cref="Height"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Span<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return Buffer.AsSpan(y * Width * Channels, Width * Channels);
    }

    /// <summary>Gives the memory back; the pixels may not be touched any more.</summary>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The size, such as "128 x 96".</summary>
    public override string ToString() => $"{Width} x {Height}";
}
