namespace Lab.Vision;

/// <summary>
/// Carries out a plan: every row of neighbouring geometric operations as one resampling, the last of which is left for the caller to write where the result is wanted.
/// </summary>
internal ref struct PlanSteps
{
    private readonly RgbImage _source;
    private readonly SeparableMap _last;
    private readonly WarpMap? _lastWarp;
    private readonly bool _isOwn;
    private RgbImage _image;

    /// <param name="plan">The plan.</param>
    /// <param name="source">An image of the plan's input size; not disposed of.</param>
    /// <param name="mayChangeSource">Whether pixel operations may change the source's own pixels.</param>
    /// <param name="reduction">By how much the sides of the source were divided while it was decoded.</param>
    public PlanSteps(TransformPlan plan, RgbImage source, bool mayChangeSource, int reduction)
    {
        _image = _source = source;
        var operations = plan.Operations;
        try
        {
            for (var at = 0; ;)
            {
                var map = new SeparableMap(reduction > 1 ? plan.InputSize : _image.Size);
                var warp = WarpMap.Read(operations, ref at, _image.Size);
                while (warp is null && at < operations.Count && operations[at] is GeometricOperation operation && operation.TryAppendTo(ref map))
                {
                    at++;
                }

                if (reduction > 1)
                {
                    map.Reduce(reduction, _image.Size);
                    reduction = 1;
                }

                if (at == operations.Count)
                {
                    (_last, _lastWarp) = (map, warp);
                    _isOwn = !ReferenceEquals(_image, source);
                    return;
                }

                if (warp is not null || !map.IsIdentity || (ReferenceEquals(_image, source) && !mayChangeSource))
                {
                    Replace(Resample(_image, map, warp));
                }

                for (; at < operations.Count && operations[at] is PixelOperation operation; at++)
                {
                    operation.Apply(_image);
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The result as an image that is the caller's.</summary>
    public RgbImage ToImage()
    {
        if (!_isOwn || _lastWarp is not null || !_last.IsIdentity)
        {
            return Resample(_image, _last, _lastWarp);
        }

        var image = _image;
        _image = _source;
        return image;
    }

    /// <summary>Writes the result.</summary>
    public readonly void Write(ImageTarget target) => Write(_image, _last, _lastWarp, target);

    public void Dispose() => Replace(_source);

    private static RgbImage Resample(RgbImage image, in SeparableMap map, WarpMap? warp)
    {
        var size = warp?.OutputSize ?? map.OutputSize;
        var result = new RgbImage(size.Width, size.Height);
        Write(image, map, warp, ImageTarget.Interleaved(result));
        return result;
    }

    private static void Write(RgbImage image, in SeparableMap map, WarpMap? warp, ImageTarget target)
    {
        if (warp is null)
        {
            SeparableResampler.Run(image, map, target);
        }
        else
        {
            Warper.Run(image, warp, target);
        }
    }

    private void Replace(RgbImage image)
    {
        if (!ReferenceEquals(_image, _source))
        {
            _image.Dispose();
        }

        _image = image;
    }
}
