namespace Lab.Vision;

/// <summary>
/// Contrast limited adaptive histogram equalisation of the brightness: OpenCV's <c>CLAHE</c> on the first plane of its <c>COLOR_RGB2YCrCb</c>, the colours kept, whose numbers it gives.
/// </summary>
public sealed record ClaheOperation : PixelOperation
{
    /// <summary>An equalisation.</summary>
    /// <param name="clipLimit">How many times more often than on average a value may count within a tile; 0 does not limit it. OpenCV's default is 40, 1 to 4 are common for photographs.</param>
    /// <param name="columns">Tiles side by side, at least 1.</param>
    /// <param name="rows">Tiles one above the other, at least 1.</param>
    public ClaheOperation(double clipLimit = 4, int columns = 8, int rows = 8)
    {
        if (!(clipLimit >= 0) || !double.IsFinite(clipLimit))
        {
            throw new ArgumentOutOfRangeException(nameof(clipLimit), clipLimit, "A clip limit is a finite number, at least 0.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        (ClipLimit, Columns, Rows) = (clipLimit, columns, rows);
    }

    /// <summary>How many times more often than on average a value may count within a tile.</summary>
    public double ClipLimit { get; }

    /// <summary>Tiles side by side.</summary>
    public int Columns { get; }

    /// <summary>Tiles one above the other.</summary>
    public int Rows { get; }

    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Luma.Change(image, plane => LocalEqualization.Apply(plane.Span, image.Width, image.Height, ClipLimit, Columns, Rows));
    }
}
