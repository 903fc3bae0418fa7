namespace Lab.Vision;

/// <summary>What a frame says of one of its colours, and what a scan says of how to read it.</summary>
internal record struct JpegComponent(byte Id, int Horizontal, int Vertical, int Quantisation)
{
    /// <summary>Which Huffman table its first coefficients have.</summary>
    public int Dc { get; set; }

    /// <summary>Which Huffman table its other coefficients have.</summary>
    public int Ac { get; set; }
}
