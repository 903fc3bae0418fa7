namespace Lab.Searches;

/// <summary>Which sizes to try: double until one does not fit, then halve the gap until it is a sixteenth of the size.</summary>
internal static class BatchSizeGrowth
{
    private const int Precision = 16;

    /// <summary>Calls <paramref name="fits"/> with one size after another, none of them twice; sizes that are larger than one that does not fit are not tried.</summary>
    public static void Search(int minimum, int maximum, Func<int, bool> fits)
    {
        int? largest = null;
        var size = minimum;
        while (fits(size))
        {
            largest = size;
            if (size == maximum)
            {
                return;
            }

            size = (int)Math.Min(2L * size, maximum);
        }

        for (var tooLarge = size; largest is { } low && tooLarge - low > Math.Max(1, low / Precision);)
        {
            size = low + ((tooLarge - low) / 2);
            if (fits(size))
            {
                largest = size;
            }
            else
            {
                tooLarge = size;
            }
        }
    }
}
