namespace Lab.Vision;

/// <summary>One stage of a <see cref="WarpMap"/> beyond whose input a colour is shown.</summary>
/// <param name="Map">From the output to the stage's input.</param>
/// <param name="Size">The size of the stage's input.</param>
/// <param name="Fill">What is shown outside it.</param>
internal readonly record struct WarpBound(ProjectiveMap Map, ImageSize Size, RgbColor Fill)
{
    /// <summary>The pixels of row <paramref name="y"/> between <paramref name="first"/> and <paramref name="end"/> whose middles come from within the stage's input: one stretch, because the image of a box is convex.</summary>
    public (int First, int End) Inside(int y, int first, int end)
    {
        var row = new WarpRow(Map, y);
        var (low, high) = (first, end);

        // Every condition is linear along the row: w > 0, x >= 0, x < width * w, y >= 0, y < height * w.
        Limit(row.StepW, row.W, ref low, ref high);
        Limit(row.StepX, row.X, ref low, ref high);
        Limit((Size.Width * row.StepW) - row.StepX, (Size.Width * row.W) - row.X, ref low, ref high);
        Limit(row.StepY, row.Y, ref low, ref high);
        Limit((Size.Height * row.StepW) - row.StepY, (Size.Height * row.W) - row.Y, ref low, ref high);

        // The division above may be a pixel off; the conditions themselves decide.
        low = Math.Clamp(low - 1, first, end);
        high = Math.Clamp(high + 1, low, end);
        while (low < high && !Holds(row, low))
        {
            low++;
        }

        while (high > low && !Holds(row, high - 1))
        {
            high--;
        }

        return (low, high);
    }

    private bool Holds(in WarpRow row, int column)
    {
        var (x, y, w) = (row.X + (column * row.StepX), row.Y + (column * row.StepY), row.W + (column * row.StepW));
        return w > 0 && x >= 0 && x < Size.Width * w && y >= 0 && y < Size.Height * w;
    }

    // step * column + start >= 0
    private static void Limit(double step, double start, ref int low, ref int high)
    {
        if (step == 0)
        {
            high = start >= 0 ? high : low;
            return;
        }

        var root = Math.Clamp(-start / step, -1e9, 1e9);
        if (step > 0)
        {
            low = Math.Max(low, (int)Math.Ceiling(root));
        }
        else
        {
            high = Math.Min(high, (int)Math.Floor(root) + 1);
        }
    }
}
