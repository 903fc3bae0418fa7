namespace Lab.Vision;

/// <summary>
/// Contrast limited adaptive histogram equalisation of one plane of bytes, with the arithmetic of OpenCV's <c>CLAHE</c> (Zuiderveld 1994, "Contrast limited adaptive histogram
/// equalization"), whose numbers it gives.
/// </summary>
internal static class LocalEqualization
{
    /// <param name="plane">Bytes, row by row; changed in place.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="clipLimit">How many times more often than on average a value may count; 0 does not limit it.</param>
    /// <param name="columns">Tiles side by side.</param>
    /// <param name="rows">Tiles one above the other.</param>
    public static void Apply(Span<byte> plane, int width, int height, double clipLimit, int columns, int rows)
    {
        // Where the tiles do not divide the plane, it is continued by its mirror image until they do, by at least one pixel on each side that is continued, as OpenCV does.
        var divides = width % columns == 0 && height % rows == 0;
        var tileWidth = divides ? width / columns : (width + columns - (width % columns)) / columns;
        var tileHeight = divides ? height / rows : (height + rows - (height % rows)) / rows;
        var tables = new byte[columns * rows * ByteTable.Size];
        var counts = new int[ByteTable.Size];
        for (var tile = 0; tile < columns * rows; tile++)
        {
            Count(plane, width, height, tile % columns * tileWidth, tile / columns * tileHeight, tileWidth, tileHeight, counts);
            if (clipLimit > 0)
            {
                Clip(counts, Math.Max((int)(clipLimit * (tileWidth * tileHeight) / ByteTable.Size), 1));
            }

            Accumulate(counts, 255f / (tileWidth * tileHeight), tables.AsSpan(tile * ByteTable.Size, ByteTable.Size));
        }

        Interpolate(plane, width, height, tables, columns, rows, tileWidth, tileHeight);
    }

    private static void Count(ReadOnlySpan<byte> plane, int width, int height, int left, int top, int tileWidth, int tileHeight, int[] counts)
    {
        Array.Clear(counts);
        for (var y = top; y < top + tileHeight; y++)
        {
            var row = plane.Slice(GaussianBlurring.Reflect(y, height) * width, width);
            for (var x = left; x < left + tileWidth; x++)
            {
                counts[row[x < width ? x : GaussianBlurring.Reflect(x, width)]]++;
            }
        }
    }

    // What exceeds the limit is shared out evenly; a rest that is less than one each goes to values at even distances.
    private static void Clip(int[] counts, int limit)
    {
        var clipped = 0;
        foreach (ref var count in counts.AsSpan())
        {
            if (count > limit)
            {
                clipped += count - limit;
                count = limit;
            }
        }

        var each = clipped / ByteTable.Size;
        var rest = clipped - (each * ByteTable.Size);
        foreach (ref var count in counts.AsSpan())
        {
            count += each;
        }

        if (rest > 0)
        {
            var step = Math.Max(ByteTable.Size / rest, 1);
            for (var i = 0; i < ByteTable.Size && rest > 0; i += step, rest--)
            {
                counts[i]++;
            }
        }
    }

    private static void Accumulate(int[] counts, float scale, Span<byte> table)
    {
        var sum = 0;
        for (var value = 0; value < ByteTable.Size; value++)
        {
            sum += counts[value];
            table[value] = ToByte(sum * scale);
        }
    }

    // Between the middles of four tiles the tables' values are blended; beyond the outermost middles the nearest tiles' hold.
    private static void Interpolate(Span<byte> plane, int width, int height, byte[] tables, int columns, int rows, int tileWidth, int tileHeight)
    {
        var (inverseWidth, inverseHeight) = (1f / tileWidth, 1f / tileHeight);
        for (var y = 0; y < height; y++)
        {
            var (above, below, down) = Neighbours(y, inverseHeight, rows);
            var row = plane.Slice(y * width, width);
            for (var x = 0; x < width; x++)
            {
                var (before, after, right) = Neighbours(x, inverseWidth, columns);
                var upper = (tables[Entry((above * columns) + before, row[x])] * (1 - right)) + (tables[Entry((above * columns) + after, row[x])] * right);
                var lower = (tables[Entry((below * columns) + before, row[x])] * (1 - right)) + (tables[Entry((below * columns) + after, row[x])] * right);
                row[x] = ToByte((upper * (1 - down)) + (lower * down));
            }
        }
    }

    private static (int First, int Second, float Share) Neighbours(int at, float inverse, int tiles)
    {
        var position = (at * inverse) - 0.5f;
        var first = (int)MathF.Floor(position);
        return (Math.Max(first, 0), Math.Min(first + 1, tiles - 1), position - first);
    }

    private static int Entry(int tile, byte value) => (tile * ByteTable.Size) + value;

    private static byte ToByte(float value) => (byte)Math.Clamp((int)MathF.Round(value, MidpointRounding.ToEven), 0, 255);
}
