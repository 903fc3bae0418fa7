namespace Lab.Vision;

/// <summary>The first pass: makes the output's columns of one source row, without those that are filled.</summary>
internal readonly struct RowPass
{
    private readonly RgbImage _source;
    private readonly ResampleWeights? _weights;
    private readonly bool _vectors;
    private readonly int _low;
    private readonly int _sample;
    private readonly int _step;
    private readonly int _count;

    public RowPass(RgbImage source, in AxisMap x, bool vectors)
    {
        var (first, end) = x.Inside;
        _source = source;
        _weights = x.IsResampled ? x.Weights() : null;
        _vectors = vectors;
        (_low, _sample, _step, _count) = (x.Low, x.SampleOf(first), x.Step, end - first);
    }

    /// <summary>Makes rows from <paramref name="row"/> to before <paramref name="end"/>, each <paramref name="targetStride"/> bytes behind the last.</summary>
    /// <remarks>Each target row must be writable for a byte behind its last pixel.</remarks>
    public void Run(int row, int end, byte[] target, int to, int targetStride)
    {
        var stride = _source.Width * RgbImage.Channels;
        if (_weights is not null && _vectors)
        {
            for (; row + 4 <= end; row += 4, to += 4 * targetStride)
            {
                ResampleAvx2.FourRows(_source.Buffer, (row * stride) + (_low * RgbImage.Channels), stride, target, to, targetStride, _count, _weights, _sample, _step);
            }
        }

        for (; row < end; row++, to += targetStride)
        {
            Run(row, target, to);
        }
    }

    public void Run(int row, byte[] target, int to)
    {
        var stride = _source.Width * RgbImage.Channels;
        if (_weights is null)
        {
            Copy(_source.Buffer.AsSpan(row * stride, stride), target.AsSpan(to, _count * RgbImage.Channels));
        }
        else if (_vectors)
        {
            ResampleAvx2.Row(_source.Buffer, (row * stride) + (_low * RgbImage.Channels), target, to, _count, _weights, _sample, _step);
        }
        else
        {
            ResampleScalar.Row(_source.Buffer.AsSpan((row * stride) + (_low * RgbImage.Channels)), target.AsSpan(to, _count * RgbImage.Channels), _weights, _sample, _step);
        }
    }

    private void Copy(ReadOnlySpan<byte> row, Span<byte> target)
    {
        if (_step > 0)
        {
            row.Slice(_sample * RgbImage.Channels, target.Length).CopyTo(target);
            return;
        }

        var from = _sample * RgbImage.Channels;
        for (var to = 0; to < target.Length; to += RgbImage.Channels, from -= RgbImage.Channels)
        {
            (target[to], target[to + 1], target[to + 2]) = (row[from], row[from + 1], row[from + 2]);
        }
    }
}
