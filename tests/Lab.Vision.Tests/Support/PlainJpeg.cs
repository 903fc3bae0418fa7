namespace Lab.Vision.Tests.Support;

/// <summary>Writes the segments of baseline JPEGs around codes and data that no encoder would write.</summary>
internal sealed class PlainJpeg
{
    /// <summary>The columns that the header says.</summary>
    public int Width { get; init; } = 8;

    /// <summary>The rows that it says.</summary>
    public int Height { get; init; } = 8;

    /// <summary>The sampling of each colour, such as 0x22.</summary>
    public byte[] Sampling { get; init; } = [0x11];

    /// <summary>How all 64 coefficients are multiplied.</summary>
    public byte Quantisation { get; init; } = 1;

    /// <summary>Units from one restart marker to the next; 0 for none.</summary>
    public ushort RestartInterval { get; init; }

    /// <summary>Whether there is a JFIF header.</summary>
    public bool IsJfif { get; init; } = true;

    /// <summary>What the colours are called.</summary>
    public byte[] Ids { get; init; } = [1, 2, 3];

    /// <summary>How many codes of 1 to 16 bits the first coefficients have, and their symbols.</summary>
    public (byte[] Lengths, byte[] Symbols) Dc { get; init; } = ([1], [0]);

    /// <summary>How many codes of 1 to 16 bits the others have, and their symbols.</summary>
    public (byte[] Lengths, byte[] Symbols) Ac { get; init; } = ([1], [0]);

    /// <summary>What follows the header, with all that keeps markers apart.</summary>
    public byte[] Scan { get; init; } = new byte[64];

    /// <summary>The file.</summary>
    public byte[] ToArray()
    {
        var bytes = new List<byte> { 0xFF, 0xD8 };
        if (IsJfif)
        {
            Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        }

        Segment(0xDB, [0, .. Enumerable.Repeat(Quantisation, 64)]);
        Segment(0xC0, [8, .. Two(Height), .. Two(Width), (byte)Sampling.Length, .. Sampling.SelectMany((sampling, i) => new byte[] { Ids[i], sampling, 0 })]);
        Segment(0xC4, [0x00, .. Filled(Dc.Lengths), .. Dc.Symbols]);
        Segment(0xC4, [0x10, .. Filled(Ac.Lengths), .. Ac.Symbols]);
        Segment(0xDD, Two(RestartInterval));
        Segment(0xDA, [(byte)Sampling.Length, .. Sampling.SelectMany((_, i) => new byte[] { Ids[i], 0 }), 0, 63, 0]);
        bytes.AddRange(Scan);
        bytes.AddRange([0xFF, 0xD9]);
        return [.. bytes];

        void Segment(byte marker, byte[] content) => bytes.AddRange([0xFF, marker, .. Two(content.Length + 2), .. content]);
    }

    private static byte[] Two(int number) => [(byte)(number >> 8), (byte)number];

    private static byte[] Filled(byte[] lengths) => [.. lengths, .. new byte[16 - lengths.Length]];
}
