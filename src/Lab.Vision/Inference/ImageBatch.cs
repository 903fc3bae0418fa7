using System.Buffers;

namespace Lab.Vision;

/// <summary>Prepared images that are computed together, in pooled memory, and what is made of them once for all models that see them.</summary>
internal sealed class ImageBatch : IDisposable
{
    private readonly byte[] _bytes;
    private readonly int _count;
    private float[]? _floats;

    /// <summary>A batch whose bytes are not yet set.</summary>
    /// <param name="preprocessing">The images' size and normalisation.</param>
    /// <param name="images">How many.</param>
    public ImageBatch(ImagePreprocessing preprocessing, int images)
    {
        Preprocessing = preprocessing;
        Shape = [images, RgbImage.Channels, preprocessing.Height, preprocessing.Width];
        _count = checked(images * RgbImage.Channels * preprocessing.Height * preprocessing.Width);
        _bytes = ArrayPool<byte>.Shared.Rent(_count);
    }

    public ImagePreprocessing Preprocessing { get; }

    /// <summary>[N, 3, height, width].</summary>
    public long[] Shape { get; }

    /// <summary>The pixels, three planes per image.</summary>
    public Span<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <summary>The pixels normalised, of the same shape.</summary>
    public Memory<float> Normalized
    {
        get
        {
            if (_floats is null)
            {
                _floats = ArrayPool<float>.Shared.Rent(_count);
                Preprocessing.Normalization.Apply(Bytes, _floats.AsSpan(0, _count), Preprocessing.Height * Preprocessing.Width);
            }

            return _floats.AsMemory(0, _count);
        }
    }

    /// <summary>The mirrored images, to be disposed of by themselves.</summary>
    public ImageBatch Mirrored()
    {
        var mirrored = new ImageBatch(Preprocessing, (int)Shape[0]);
        Bytes.CopyTo(mirrored.Bytes);
        for (var row = 0; row < _count; row += Preprocessing.Width)
        {
            mirrored.Bytes.Slice(row, Preprocessing.Width).Reverse();
        }

        return mirrored;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        if (_floats is not null)
        {
            ArrayPool<float>.Shared.Return(_floats);
        }
    }
}
