namespace Lab.Vision;

/// <summary>What the analysis knows of one image.</summary>
internal sealed record ImageRecord
{
    /// <summary>Which part of the data it is in, from 0.</summary>
    public required int Part { get; init; }

    /// <summary>Its index there.</summary>
    public required int Index { get; init; }

    public required string Name { get; init; }

    public required string Path { get; init; }

    public int? Label { get; init; }

    public string? Group { get; init; }

    /// <summary>Why it cannot be read, or null.</summary>
    public string? Fault { get; init; }

    public long Bytes { get; init; }

    /// <summary>The first 128 bits of the content's SHA-256.</summary>
    public UInt128 Content { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public double[] Sums { get; init; } = [];

    public double[] Squares { get; init; } = [];

    public long Pixels { get; init; }

    public double Brightness { get; init; }

    public double Contrast { get; init; }

    public ulong Hash { get; init; }

    public float[] Cells { get; init; } = [];

    public bool IsReadable => Fault is null;

    public double Aspect => (double)Width / Height;

    /// <summary>The mean of a channel, from 0 to 255.</summary>
    public double Mean(int channel) => Sums[channel] / Pixels;
}
