namespace Lab.Vision;

/// <summary>The stretch of source pixels along one axis that a resize turns into samples.</summary>
/// <param name="Low">The first source pixel that may be read.</param>
/// <param name="High">The end of the source pixels that may be read.</param>
/// <param name="Start">Where the first sample begins, in pixels from <paramref name="Low"/>, or back from <paramref name="High"/> in a mirrored box.</param>
/// <param name="Length">The length of the box in source pixels.</param>
/// <param name="Mirrored">Whether the first sample is made of the last pixels.</param>
internal readonly record struct ResampleBox(int Low, int High, double Start, double Length, bool Mirrored)
{
    /// <summary>The box of a window of the samples into which this box is divided. Whole pixels stay exact: the numbers of a first resize do not depend on how it was cropped.</summary>
    public ResampleBox Window(int samples, int first, int count, bool reversed)
    {
        var size = Length / samples;
        var (start, length) = (Start + (first * size), count * size);

        // The pixels that the window touches, counted in the direction of the samples.
        var skipped = Math.Clamp((int)Math.Floor(start), 0, High - Low - 1);
        var end = Math.Clamp((int)Math.Ceiling(start + length), skipped + 1, High - Low);
        var left = High - Low - end;
        var window = Mirrored
            ? new ResampleBox(Low + left, High - skipped, start - skipped, length, Mirrored)
            : new ResampleBox(Low + skipped, Low + end, start - skipped, length, Mirrored);
        return reversed ? window with { Start = window.High - window.Low - window.Start - length, Mirrored = !Mirrored } : window;
    }

    /// <summary>The same box of a source whose pixels were averaged in blocks of <paramref name="reduction"/>, <paramref name="length"/> of them.</summary>
    public ResampleBox Reduce(int reduction, int length)
    {
        var (low, high) = (Low / reduction, Math.Min((High + reduction - 1) / reduction, length));
        var start = Mirrored
            ? high - ((High - Start) / reduction)
            : ((Low + Start) / reduction) - low;
        return new ResampleBox(low, high, start, Length / reduction, Mirrored);
    }
}
