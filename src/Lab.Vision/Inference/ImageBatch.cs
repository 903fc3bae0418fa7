using System.Buffers;

namespace Lab.Vision;

/// <summary>Prepared images that are computed together, and what is made of them once for all models that see them.</summary>
internal sealed class ImageBatch : IDisposable
{
    private readonly IReadOnlyList<ArraySegment<byte>> _parts;
    private readonly int _count;
    private float[]? _floats;
    private bool _isNormalized;

    /// <summary>A batch of the images in parts, one after the other.</summary>
    /// <param name="preprocessing">The images' size and normalisation.</param>
    /// <param name="parts">One image or more each, as three planes per image. They stay the caller's, and <see cref="Mirror"/> changes them.</param>
    public ImageBatch(ImagePreprocessing preprocessing, IReadOnlyList<ArraySegment<byte>> parts)
    {
        var image = checked(RgbImage.Channels * preprocessing.Height * preprocessing.Width);
        (Preprocessing, _parts) = (preprocessing, parts);
        _count = parts.Sum(part => part.Count);
        Shape = [_count / image, RgbImage.Channels, preprocessing.Height, preprocessing.Width];
    }

    public ImagePreprocessing Preprocessing { get; }

    /// <summary>[N, 3, height, width].</summary>
    public long[] Shape { get; }

    /// <summary>The pixels normalised, of the same shape.</summary>
    public Memory<float> Normalized
    {
        get
        {
            _floats ??= ArrayPool<float>.Shared.Rent(_count);
            if (!_isNormalized)
            {
                var to = _floats.AsSpan(0, _count);
                foreach (var part in _parts)
                {
                    Preprocessing.Normalization.Apply(part, to[..part.Count], Preprocessing.Height * Preprocessing.Width);
                    to = to[part.Count..];
                }

                _isNormalized = true;
            }

            return _floats.AsMemory(0, _count);
        }
    }

    /// <summary>Copies the pixels, three planes per image.</summary>
    public void CopyTo(Span<byte> bytes)
    {
        foreach (var part in _parts)
        {
            part.AsSpan().CopyTo(bytes);
            bytes = bytes[part.Count..];
        }
    }

    /// <summary>Turns left and right about.</summary>
    public void Mirror()
    {
        foreach (var part in _parts)
        {
            for (var row = 0; row < part.Count; row += Preprocessing.Width)
            {
                part.AsSpan(row, Preprocessing.Width).Reverse();
            }
        }

        _isNormalized = false;
    }

    public void Dispose()
    {
        if (_floats is not null)
        {
            ArrayPool<float>.Shared.Return(_floats);
        }
    }
}
