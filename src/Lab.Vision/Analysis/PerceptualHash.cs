namespace Lab.Vision;

/// <summary>
/// A 64-bit hash that near duplicates nearly share: the image is averaged to 9 x 8 grey cells, and each bit says whether a cell is brighter than its right neighbour (the difference
/// hash, dHash; Krawetz 2013). Scale, compression and brightness hardly change it; mirroring does.
/// </summary>
public static class PerceptualHash
{
    internal const int Columns = 18;
    internal const int Rows = 16;

    /// <summary>The hash of an image.</summary>
    public static ulong Of(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Of(ImageStatistics.Of(image).Cells);
    }

    /// <summary>In how many bits two hashes differ, from 0 to 64.</summary>
    public static int Distance(ulong left, ulong right) => System.Numerics.BitOperations.PopCount(left ^ right);

    /// <summary>The hash of an image that was averaged to <see cref="Columns"/> x <see cref="Rows"/> cells.</summary>
    internal static ulong Of(ReadOnlySpan<float> cells)
    {
        var hash = 0UL;
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                hash = (hash << 1) | (Cell(cells, row, column) > Cell(cells, row, column + 1) ? 1UL : 0);
            }
        }

        return hash;
    }

    private static float Cell(ReadOnlySpan<float> cells, int row, int column)
    {
        var at = (2 * row * Columns) + (2 * column);
        return cells[at] + cells[at + 1] + cells[at + Columns] + cells[at + Columns + 1];
    }
}
