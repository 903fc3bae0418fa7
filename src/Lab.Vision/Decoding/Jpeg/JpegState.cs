namespace Lab.Vision;

/// <summary>What a decoder knows of the JPEG at hand. It is used for one after the other; tables are kept, as the files of a data set mostly have the same.</summary>
internal sealed class JpegState
{
    /// <summary>How many tables of a kind there may be.</summary>
    public const int Tables = 4;

    private readonly HuffmanTable[][] _codes = [Make<HuffmanTable>(), Make<HuffmanTable>()];
    private readonly BlockTables[] _blocks = Make<BlockTables>();
    private int _known;

    /// <summary>The size that the file says.</summary>
    public ImageSize Size { get; set; }

    /// <summary>1 if it is grey, 3 if it has colours, 0 as long as there is no frame.</summary>
    public int Count { get; set; }

    /// <summary>Luminance, blue and red difference.</summary>
    public JpegComponent[] Components { get; } = new JpegComponent[3];

    /// <summary>After so many units a marker comes and prediction starts anew; 0 if never.</summary>
    public int RestartInterval { get; set; }

    /// <summary>Whether a JFIF header was seen, which says that colours are YCbCr.</summary>
    public bool IsJfif { get; set; }

    /// <summary>What an Adobe header says of colours: 1 for YCbCr; -1 where there is none.</summary>
    public int AdobeTransform { get; set; }

    /// <summary>The first byte of the scan's data.</summary>
    public int ScanStart { get; set; }

    /// <summary>Whether the colours are YCbCr, by the rules by which libjpeg guesses, or grey.</summary>
    public bool IsYcc =>
        Count == 1 || IsJfif || (AdobeTransform >= 0 ? AdobeTransform == 1 : (Components[0].Id, Components[1].Id, Components[2].Id) is not ((byte)'R', (byte)'G', (byte)'B'));

    /// <summary>Forgets everything but tables that may come again.</summary>
    public void Clear() => (Size, Count, RestartInterval, IsJfif, AdobeTransform, ScanStart, _known) = (default, 0, 0, false, -1, 0, 0);

    /// <summary>Takes a Huffman code; false if it is none.</summary>
    /// <param name="kind">0 for first coefficients, 1 for the others.</param>
    /// <param name="number">Which of <see cref="Tables"/>.</param>
    /// <param name="lengths">How many codes there are of 1 to 16 bits.</param>
    /// <param name="symbols">Their symbols.</param>
    public bool TrySetCode(int kind, int number, ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> symbols)
    {
        // A first coefficient has no zeros before it, and of pixels of 8 bits differs by 11 bits at most from the one before.
        if (kind == 0 && symbols.ContainsAnyExceptInRange((byte)0, (byte)11))
        {
            return false;
        }

        var table = _codes[kind][number];
        _known |= 1 << ((kind * Tables) + number);
        return table.Is(lengths, symbols) || table.TryMake(lengths, symbols);
    }

    /// <summary>Takes a quantisation table, in the order in which it is stored.</summary>
    public void SetQuantisation(int number, ReadOnlySpan<int> numbers)
    {
        _known |= 1 << ((2 * Tables) + number);
        _blocks[number].Set(numbers);
    }

    /// <summary>Whether the file has the component's tables.</summary>
    public bool Has(in JpegComponent component) =>
        component is { Dc: < Tables, Ac: < Tables }
        && (_known & (1 << component.Dc)) != 0 && (_known & (1 << (Tables + component.Ac))) != 0 && (_known & (1 << ((2 * Tables) + component.Quantisation))) != 0;

    /// <summary>The code of a component's first coefficients.</summary>
    public HuffmanTable DcOf(in JpegComponent component) => _codes[0][component.Dc];

    /// <summary>The code of a component's other coefficients.</summary>
    public HuffmanTable AcOf(in JpegComponent component) => _codes[1][component.Ac];

    /// <summary>Order and quantisation of a component's coefficients.</summary>
    public BlockTables BlocksOf(in JpegComponent component) => _blocks[component.Quantisation];

    private static T[] Make<T>()
        where T : new() => [new(), new(), new(), new()];
}
