using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Lab.Vision;

/// <summary>Decodes the scan of a plain JPEG, unit by unit, and gives rows to the image as soon as they are whole.</summary>
internal unsafe ref struct JpegImage
{
    private readonly JpegState _state;
    private readonly ReadOnlySpan<byte> _scan;
    private readonly int _reduction;
    private readonly ImageSize _size;
    private readonly int _mostAcross;
    private readonly int _mostDown;
    private readonly int _unitsAcross;
    private readonly int _unitsDown;
    private readonly ImageRegion _units;
    private readonly ImageRegion _region;
    private JpegPlane _luma, _blue, _red;

    public JpegImage(JpegState state, ReadOnlySpan<byte> file, int reduction, ImageRegion region)
    {
        _state = state;
        _scan = file[state.ScanStart..];
        _reduction = reduction;
        _size = state.Size.DividedBy(reduction);
        ref var luma = ref state.Components[0];
        (_mostAcross, _mostDown) = state.Count == 1 ? (1, 1) : (luma.Horizontal, luma.Vertical);
        (_unitsAcross, _unitsDown) = (Up(state.Size.Width, 8 * _mostAcross), Up(state.Size.Height, 8 * _mostDown));
        _luma = PlaneOf(_mostAcross, _mostDown);
        _region = region;
        _units = UnitsOf(region);
        if (state.Count == 3)
        {
            (_blue, _red) = (PlaneOf(state.Components[1].Horizontal, state.Components[1].Vertical), PlaneOf(state.Components[2].Horizontal, state.Components[2].Vertical));
        }
    }

    /// <summary>
    /// Whether this is a sampling that nearly every JPEG has: colours as fine as luminance, or half as fine across, or both ways. What is smaller than a block has the same size at
    /// several scales, of which SkiaSharp chooses another.
    /// </summary>
    public readonly bool IsUsual => (_reduction == 1 || _state.Size is not { Width: < 8, Height: < 8 }) && (_state.Count == 1 || (
        (_mostAcross, _mostDown) is (1, 1) or (2, 1) or (2, 2)
        && _state.Components[1] is { Horizontal: 1, Vertical: 1 } && _state.Components[2] is { Horizontal: 1, Vertical: 1 }
        && (_blue.Wider == 1 || _blue.Width > 2)));

    /// <summary>Decodes.</summary>
    /// <param name="image">An image of the reduced size.</param>
    /// <returns>False if the data is not sound.</returns>
    public bool TryDecode(RgbImage image)
    {
        var pool = ArrayPool<byte>.Shared;
        var lumaBytes = BytesOf(_luma);
        var colorBytes = _state.Count == 3 ? BytesOf(_blue) : 0L;
        var rowBytes = (_luma.Stride + ColorRows.Overrun) * 2;
        var planeBytes = lumaBytes + (2 * colorBytes) + (3 * rowBytes);
        var scanBytes = ScanBytes.Bound(_scan);
        if (Math.Max(planeBytes, scanBytes) > Array.MaxLength)
        {
            return false;
        }

        var bytes = pool.Rent((int)scanBytes);
        var planes = pool.Rent((int)planeBytes);
        try
        {
            fixed (byte* stream = bytes, pixels = planes, rgb = image.Buffer)
            {
                _luma.Pixels = pixels;
                _blue.Pixels = pixels + lumaBytes;
                _red.Pixels = _blue.Pixels + colorBytes;
                var rows = pixels + lumaBytes + (2 * colorBytes);
                return TryDecode(bytes, stream, rgb, rows, rowBytes);
            }
        }
        finally
        {
            pool.Return(planes);
            pool.Return(bytes);
        }
    }

    private readonly bool TryDecode(Span<byte> bytes, byte* stream, byte* rgb, byte* rows, int rowBytes)
    {
        var scan = new ScanBytes(_scan);
        var reader = new BitReader(stream, stream + scan.Read(bytes));
        var lasts = stackalloc int[3];
        var block = stackalloc int[BlockTables.Nowhere + 8];
        Clear(block);
        var (restarts, untilRestart) = (0, _state.RestartInterval);
        if (_state.Count == 1)
        {
            new Span<byte>(rows, rowBytes).Fill(128);
        }

        var written = _region.Top;
        var (firstRow, endRow) = (_units.Top, _units.Top + _units.Height);
        var (firstColumn, endColumn) = (_units.Left, _units.Left + _units.Width);
        for (var row = 0; row < _unitsDown; row++)
        {
            for (var column = 0; column < _unitsAcross; column++)
            {
                if (_state.RestartInterval > 0 && untilRestart-- == 0)
                {
                    if (!scan.TrySkipRestart(restarts++ & 7))
                    {
                        return false;
                    }

                    reader = new BitReader(stream, stream + scan.Read(bytes));
                    (lasts[0], lasts[1], lasts[2], untilRestart) = (0, 0, 0, _state.RestartInterval - 1);
                }

                // What is not wanted is read, as the next depends on it and damage is damage, and no more.
                var isWanted = row >= firstRow && row < endRow && column >= firstColumn && column < endColumn;
                for (var i = 0; i < _state.Count; i++)
                {
                    ref readonly var plane = ref i == 0 ? ref _luma : ref i == 1 ? ref _blue : ref _red;
                    if (!(isWanted ? TryReadUnit(ref reader, i, plane, row, column, ref lasts[i], block) : TrySkipUnit(ref reader, i, plane, ref lasts[i])))
                    {
                        return false;
                    }
                }
            }

            // The last row of colours is not known before the next one.
            var end = _region.Top + _region.Height;
            var known = row + 1 >= endRow ? end : Math.Min(end, ((row + 1) * _mostDown * _luma.BlockSize) - (_blue.Higher == 2 ? 1 : 0));
            for (; written < known; written++)
            {
                WriteRow(written, rgb, rows, rowBytes);
            }
        }

        return true;
    }

    private readonly bool TryReadUnit(ref BitReader reader, int number, in JpegPlane plane, int row, int column, ref int last, int* block)
    {
        ref var component = ref _state.Components[number];
        var (dc, ac, tables) = (_state.DcOf(component), _state.AcOf(component), _state.BlocksOf(component));
        for (var down = 0; down < plane.Down; down++)
        {
            var pixels = plane.Pixels + ((nint)((row * plane.Down) + down) * plane.BlockSize * plane.Stride) + (column * plane.Across * plane.BlockSize);
            for (var across = 0; across < plane.Across; across++, pixels += plane.BlockSize)
            {
                var count = reader.ReadBlock(dc, ac, ref last, tables, block);
                if (count == 0 || reader.IsOverrun)
                {
                    return false;
                }

                if (count == 1)
                {
                    BlockTransform.Flat(block[0], pixels, plane.Stride, plane.BlockSize);
                    continue;
                }

                switch (plane.BlockSize)
                {
                    case 8:
                        BlockTransform.Eight(block, pixels, plane.Stride);
                        break;
                    case 4:
                        BlockTransform.Four(block, pixels, plane.Stride);
                        break;
                    case 2:
                        BlockTransform.Two(block, pixels, plane.Stride);
                        break;
                    default:
                        BlockTransform.Flat(block[0], pixels, plane.Stride, 1);
                        break;
                }

                Clear(block);
            }
        }

        return true;
    }

    private readonly bool TrySkipUnit(ref BitReader reader, int number, in JpegPlane plane, ref int last)
    {
        ref var component = ref _state.Components[number];
        var (dc, ac) = (_state.DcOf(component), _state.AcOf(component));
        for (var i = 0; i < plane.Across * plane.Down; i++)
        {
            if (!reader.TrySkipBlock(dc, ac, ref last) || reader.IsOverrun)
            {
                return false;
            }
        }

        return true;
    }

    private readonly void WriteRow(int y, byte* rgb, byte* rows, int rowBytes)
    {
        var isGray = _state.Count == 1;
        var scratch = rows + (2 * rowBytes);
        var blue = isGray ? rows : ColorRow(_blue, y, rows, scratch);
        var red = isGray ? rows : ColorRow(_red, y, rows + rowBytes, scratch);
        var first = _units.Left * _mostAcross * _luma.BlockSize;
        var count = Math.Min(_size.Width, (_units.Left + _units.Width) * _mostAcross * _luma.BlockSize) - first;
        ColorRows.Convert(_luma.Row(y) + first, blue, red, rgb + ((((nint)y * _size.Width) + first) * RgbImage.Channels), count);
    }

    private readonly byte* ColorRow(in JpegPlane plane, int y, byte* row, byte* scratch)
    {
        var unit = plane.Across * plane.BlockSize;
        var first = _units.Left * unit;
        if (plane.Wider == 1)
        {
            return plane.Row(y) + first;
        }

        var count = Math.Min(plane.Width, (_units.Left + _units.Width) * unit) - first;
        var sums = (ushort*)scratch;
        if (plane.Higher == 1)
        {
            ColorRows.Widen(plane.Row(y) + first, sums, count);
        }
        else
        {
            ColorRows.Blend(plane.Row(y >> 1) + first, plane.Row((y & 1) == 0 ? (y >> 1) - 1 : (y >> 1) + 1) + first, sums, count);
        }

        ColorRows.Double(sums, row, count, plane.Higher == 2, isSmooth: _luma.BlockSize > 1);
        return row;
    }

    // As libjpeg: colours that are stored at half the size are transformed to twice the size rather than enlarged later.
    private readonly JpegPlane PlaneOf(int across, int down)
    {
        var least = 8 / _reduction;
        var size = least;
        while (size < 8 && _mostAcross * least % (across * size * 2) == 0 && _mostDown * least % (down * size * 2) == 0)
        {
            size *= 2;
        }

        return new JpegPlane
        {
            BlockSize = size,
            Across = across,
            Down = down,
            Stride = (_unitsAcross * across * size) + ColorRows.Overrun,
            Width = Up(_state.Size.Width * across * size, _mostAcross * 8),
            Height = Up(_state.Size.Height * down * size, _mostDown * 8),
            Wider = _mostAcross * least / (across * size),
            Higher = _mostDown * least / (down * size),
        };
    }

    // The units in which the region lies, and two pixels around it that colours are mixed with.
    private readonly ImageRegion UnitsOf(ImageRegion region)
    {
        const int Around = 2;
        var (width, height) = (_mostAcross * _luma.BlockSize, _mostDown * _luma.BlockSize);
        var (left, top) = (Math.Max(0, region.Left - Around) / width, Math.Max(0, region.Top - Around) / height);
        var (right, bottom) = (Math.Min(_unitsAcross, Up(region.Left + region.Width + Around, width)), Math.Min(_unitsDown, Up(region.Top + region.Height + Around, height)));
        return new ImageRegion(left, top, right - left, bottom - top);
    }

    private readonly long BytesOf(in JpegPlane plane) => ((long)plane.Stride * _unitsDown * plane.Down * plane.BlockSize) + ColorRows.Overrun;

    private static int Up(int number, int by) => (number + by - 1) / by;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(int* block)
    {
        for (var i = 0; i < 64; i += Vector256<int>.Count)
        {
            Vector256<int>.Zero.Store(block + i);
        }
    }
}
