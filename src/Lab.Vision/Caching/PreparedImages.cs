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
    /// <param name="reducingGap">How many times the size that is needed a JPEG decoded at reduced size must at least have; infinite if none may be.</param>
    /// <exception cref="LabValidationException">Images that are decoded at reduced size cannot be kept for these transforms.</exception>
    public PreparedImages(ImageCache cache, ImageDecoder decoder, Transform transform, double reducingGap)
    {
        _transform = transform;
        _preparation = new Preparation(transform, reducingGap);
        _store = new Lazy<ImageStore>(() => cache.StoreFor(decoder, _preparation));
    }

    /// <summary>Writes an image as the whole row of transforms makes it, one plane per channel, from the cache or from its file, which then enters the cache.</summary>
    /// <param name="path">The file.</param>
    /// <param name="open">Decodes it.</param>
    /// <param name="key">The key of the sample's random numbers.</param>
    /// <param name="output">The size of the result.</param>
    /// <param name="planes">Where it goes.</param>
    /// <exception cref="LabException">The result has another size.</exception>
    public void Write(string path, Func<ImageRequest, RgbImage> open, RandomKey key, ImageSize output, Span<byte> planes)
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

        var request = _preparation.Request();
        using var image = open(request);
        using var prepared = request.Run(image);
        _store.Value.Add(path, _preparation, stamp, request.SizeOf(image), prepared);
        Finish(prepared, request.SizeOf(image), key, output, planes);
    }

    /// <summary>Brings an image into the cache if it is not there.</summary>
    public void Ensure(string path, Func<ImageRequest, RgbImage> open)
    {
        if (_store.Value.Find(path, _preparation, out var stamp) is not null)
        {
            return;
        }

        var request = _preparation.Request();
        using var image = open(request);
        using var prepared = request.Run(image);
        _store.Value.Add(path, _preparation, stamp, request.SizeOf(image), prepared);
    }

    private void Finish(RgbImage prepared, ImageSize source, RandomKey key, ImageSize output, Span<byte> planes)
    {
        var plan = _transform.PlanFor(source, key);
        ImagePipeline.Check(plan, _transform, output);
        _preparation.Rest(plan).RunToPlanes(prepared, planes);
    }
}
