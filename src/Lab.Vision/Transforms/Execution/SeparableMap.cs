namespace Lab.Vision;

/// <summary>Crops, resizes and flips in a row as one axis-aligned resampling.</summary>
internal struct SeparableMap(ImageSize input)
{
    private AxisMap _x = new(input.Width);
    private AxisMap _y = new(input.Height);
    private RgbColor _fill;

    public readonly AxisMap X => _x;

    public readonly AxisMap Y => _y;

    /// <summary>The colour of what lies outside the source.</summary>
    public readonly RgbColor Fill => _fill;

    public readonly ImageSize OutputSize => new(_x.Length, _y.Length);

    /// <summary>The part of the source that is read.</summary>
    public readonly ImageRegion RegionRead
    {
        get
        {
            var ((left, right), (top, bottom)) = (_x.Read, _y.Read);
            return new ImageRegion(left, top, right - left, bottom - top);
        }
    }

    public readonly bool IsIdentity => _x.IsIdentity && _y.IsIdentity;

    private readonly bool IsFilled => _x.IsFilled || _y.IsFilled;

    public bool TryCrop(int left, int top, int width, int height, RgbColor fill)
    {
        if (left < 0 || top < 0 || left + width > _x.Length || top + height > _y.Length)
        {
            // Two borders of different colours are no single resampling.
            if (IsFilled && fill != _fill)
            {
                return false;
            }

            _fill = fill;
        }

        _x.Crop(left, width);
        _y.Crop(top, height);
        return true;
    }

    public bool TryResize(int width, int height, ResampleFilter filter)
    {
        if (new ImageSize(width, height) == OutputSize)
        {
            return true;
        }

        // A border takes part in the resize, so it must be there first.
        if (IsFilled)
        {
            return false;
        }

        _x.Resize(width, filter);
        _y.Resize(height, filter);
        return true;
    }

    /// <summary>By how much the sides of the source may be divided beforehand: the most of 1, 2, 4 and 8 that leaves the resize a reduction by <paramref name="gap"/>, at least 1, or more.</summary>
    public readonly int HighestReduction(double gap)
    {
        var whole = Math.Min(_x.Reduction, _y.Reduction);
        return whole >= 8 * gap ? 8 : whole >= 4 * gap ? 4 : whole >= 2 * gap ? 2 : 1;
    }

    /// <summary>The same output from a source whose sides were divided.</summary>
    public void Reduce(int reduction, ImageSize source)
    {
        _x.Reduce(reduction, source.Width);
        _y.Reduce(reduction, source.Height);
    }

    public void Flip(bool horizontal, bool vertical)
    {
        if (horizontal)
        {
            _x.Flip();
        }

        if (vertical)
        {
            _y.Flip();
        }
    }
}
