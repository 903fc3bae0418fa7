namespace Lab.Vision;

/// <summary>Geometric operations in a row, warps among them, as one map from the output to the source, with the bounds beyond which a colour is shown.</summary>
internal sealed class WarpMap
{
    // A warp alone may make an image this much smaller before the source is reduced: up to there the filter sees all pixels.
    private const double WarpReduction = 1.5;

    // From the first stage to the last.
    private readonly List<WarpBound> _bounds = [];
    private ProjectiveMap _map = ProjectiveMap.Identity;
    private readonly ImageSize _input;
    private (double Left, double Top, double Right, double Bottom) _window;
    private bool _resizes;

    public WarpMap(ImageSize input)
    {
        _input = OutputSize = input;
        _window = (0, 0, input.Width, input.Height);
    }

    /// <summary>The size of the output so far.</summary>
    public ImageSize OutputSize { get; private set; }

    /// <summary>From the output to the source.</summary>
    public ProjectiveMap Map => _map;

    /// <summary>Beyond which a colour is shown; the last stage's counts before those of the earlier ones.</summary>
    public IReadOnlyList<WarpBound> Bounds => _bounds;

    /// <summary>The filter of the last warp.</summary>
    public WarpFilter Filter { get; private set; }

    /// <summary>Whether there is a warp.</summary>
    public bool IsWarp { get; private set; }

    /// <summary>The pixels of the source that may be looked at: those that crops before the first warp have left.</summary>
    public (int Left, int Top, int Right, int Bottom) Window
    {
        get
        {
            var (left, top) = (Math.Clamp((int)Math.Floor(_window.Left + 1e-6), 0, _input.Width - 1), Math.Clamp((int)Math.Floor(_window.Top + 1e-6), 0, _input.Height - 1));
            return (left, top, Math.Clamp((int)Math.Ceiling(_window.Right - 1e-6), left + 1, _input.Width), Math.Clamp((int)Math.Ceiling(_window.Bottom - 1e-6), top + 1, _input.Height));
        }
    }

    /// <summary>The row of geometric operations that begins at <paramref name="at"/>, as far as it is one resampling; null, and nothing read, if there is no warp in it.</summary>
    public static WarpMap? Read(IReadOnlyList<ImageOperation> operations, ref int at, ImageSize input)
    {
        var map = new WarpMap(input);
        var end = at;
        while (end < operations.Count && operations[end] is GeometricOperation operation && operation.TryAppendTo(map))
        {
            end++;
        }

        if (!map.IsWarp)
        {
            return null;
        }

        at = end;
        return map;
    }

    public void Crop(int left, int top, int width, int height, RgbColor fill)
    {
        if (left < 0 || top < 0 || left + width > OutputSize.Width || top + height > OutputSize.Height)
        {
            AddBound(fill);
        }

        if (!IsWarp)
        {
            // Before a warp the map keeps the axes, so the window is a box of the source, too.
            var (x0, y0) = _map.Source(left, top);
            var (x1, y1) = _map.Source(left + width, top + height);
            _window = (
                Math.Max(_window.Left, Math.Min(x0, x1)),
                Math.Max(_window.Top, Math.Min(y0, y1)),
                Math.Min(_window.Right, Math.Max(x0, x1)),
                Math.Min(_window.Bottom, Math.Max(y0, y1)));
        }

        Append(new ProjectiveMap(1, 0, left, 0, 1, top), new ImageSize(width, height));
    }

    public void Resize(int width, int height)
    {
        _resizes |= width < OutputSize.Width || height < OutputSize.Height;
        Append(new ProjectiveMap((double)OutputSize.Width / width, 0, 0, 0, (double)OutputSize.Height / height, 0), new ImageSize(width, height));
    }

    public void Flip(bool horizontal, bool vertical) => Append(
        new ProjectiveMap(horizontal ? -1 : 1, 0, horizontal ? OutputSize.Width : 0, 0, vertical ? -1 : 1, vertical ? OutputSize.Height : 0), OutputSize);

    public bool TryWarp(WarpOperation warp)
    {
        if (warp.Edge == WarpEdge.Repeat && (IsWarp || _bounds.Count > 0))
        {
            // The edge that is repeated is no edge of the source: it must be there first.
            return false;
        }

        if (warp.Edge == WarpEdge.Fill)
        {
            AddBound(warp.Fill);
        }

        Append(warp.Map, new ImageSize(warp.Width, warp.Height));
        (IsWarp, Filter) = (true, warp.Filter);
        return true;
    }

    /// <summary>How much smaller the source is to be made, along its own axes, before pixels are taken from it; at least 1.</summary>
    public (double X, double Y) Reduction()
    {
        var (x, y) = (OutputSize.Width / 2.0, OutputSize.Height / 2.0);
        var (sourceX, sourceY) = _map.Source(x, y);
        var w = (_map.G * x) + (_map.H * y) + _map.I;

        // The distance in the source that one pixel of the output spans, in its middle.
        return (
            Reduction(Math.Sqrt(Square((_map.A - (_map.G * sourceX)) / w) + Square((_map.B - (_map.H * sourceX)) / w))),
            Reduction(Math.Sqrt(Square((_map.D - (_map.G * sourceY)) / w) + Square((_map.E - (_map.H * sourceY)) / w))));
    }

    private double Reduction(double spanned) => spanned > (_resizes ? 1 + 1e-9 : WarpReduction) ? spanned : 1;

    private static double Square(double value) => value * value;

    private void AddBound(RgbColor fill) => _bounds.Add(new WarpBound(ProjectiveMap.Identity, OutputSize, fill));

    private void Append(in ProjectiveMap next, ImageSize size)
    {
        for (var i = 0; i < _bounds.Count; i++)
        {
            _bounds[i] = _bounds[i] with { Map = _bounds[i].Map.Then(next) };
        }

        _map = _map.Then(next);
        OutputSize = size;
    }
}
