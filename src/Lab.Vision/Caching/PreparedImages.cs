namespace Lab.Vision.Caching;

/// <summary>The cached images of one row of transforms.</summary>
internal sealed class PreparedImages
{
    private readonly Transform _transform;
    private readonly Preparation _preparation;
    private readonly Lazy<ImageStore> _store;

    /// <summary>Opens nothing before the first image is asked for.</summary>
    /// <param name="cache">Where they are.</param>
    /// <param name="decoder">What decodes them.</param>
    /// <param name="transform">The row.</param>
    public PreparedImages(ImageCache cache, ImageDecoder decoder, Transform transform)
    {
        _transform = transform;
        _preparation = new Preparation(transform);
        _store = new Lazy<ImageStore>(() => cache.StoreFor(decoder, _preparation));
    }

    /// <summary>Writes an image as the whole row of transforms makes it, one plane per channel, from the cache or from its file, which then enters the cache.</summary>
    /// <param name="path">The file.</param>
    /// <param name="open">Decodes it.</param>
    /// <param name="key">The key of the sample's random numbers.</param>
    /// <param name="output">The size of the result.</param>
    /// <param name="planes">Where it goes.</param>
    /// <exception cref="LabException">The result has another size.</exception>
    public void Write(string path, Func<RgbImage> open, RandomKey key, ImageSize output, Span<byte> planes)
    {
        if (_store.Value.Find(path, _preparation, out var stamp) is { } stored)
        {
            if (_preparation.IsWhole && stored.Size == output)
            {
                var target = ImageTarget.Planes(planes, output);
                for (var y = 0; y < output.Height; y++)
                {
                    target.WriteRow(y, stored.Pixels.Slice(y * output.Width * RgbImage.Channels, output.Width * RgbImage.Channels));
                }

                return;
            }

            // What is left may change pixels in place.
            using var copy = RgbImage.FromPixels(stored.Size.Width, stored.Size.Height, stored.Pixels);
            Finish(copy, stored.SourceSize, key, output, planes);
            return;
        }

        using var image = open();
        using var prepared = _preparation.Prepare(image);
        _store.Value.Add(path, _preparation, stamp, image.Size, prepared);
        Finish(prepared, image.Size, key, output, planes);
    }

    /// <summary>Brings an image into the cache if it is not there.</summary>
    public void Ensure(string path, Func<RgbImage> open)
    {
        if (_store.Value.Find(path, _preparation, out var stamp) is not null)
        {
            return;
        }

        using var image = open();
        using var prepared = _preparation.Prepare(image);
        _store.Value.Add(path, _preparation, stamp, image.Size, prepared);
    }

    private void Finish(RgbImage prepared, ImageSize source, RandomKey key, ImageSize output, Span<byte> planes)
    {
        var plan = _transform.PlanFor(source, key);
        ImagePipeline.Check(plan, _transform, output);
        _preparation.Rest(plan).RunToPlanes(prepared, planes);
    }
}
