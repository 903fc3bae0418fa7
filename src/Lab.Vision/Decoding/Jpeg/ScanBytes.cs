namespace Lab.Vision;

/// <summary>The bytes of a scan without what keeps markers apart: parts between restart markers, one after the other (T.81, B.1.1.5 and B.1.1.2).</summary>
internal ref struct ScanBytes(ReadOnlySpan<byte> scan)
{
    private ReadOnlySpan<byte> _rest = scan;

    /// <summary>As many bytes as <see cref="Read"/> writes at most.</summary>
    public static long Bound(ReadOnlySpan<byte> scan) => (long)scan.Length + BitReader.Padding;

    /// <summary>Goes on behind a restart marker; false if another one comes, or none.</summary>
    /// <param name="number">The marker's number, 0 to 7.</param>
    public bool TrySkipRestart(int number)
    {
        while (_rest.Length >= 2 && _rest[0] == 0xFF && _rest[1] == 0xFF)
        {
            _rest = _rest[1..];
        }

        if (_rest.Length < 2 || _rest[0] != 0xFF || _rest[1] != 0xD0 + number)
        {
            return false;
        }

        _rest = _rest[2..];
        return true;
    }

    /// <summary>Writes what comes up to the next marker, and <see cref="BitReader.Padding"/> zeros behind it.</summary>
    /// <param name="to">At least <see cref="Bound"/> bytes.</param>
    /// <returns>How many bytes they are, without the zeros.</returns>
    public int Read(Span<byte> to)
    {
        var written = 0;
        for (var isOver = false; !isOver;)
        {
            var run = _rest.IndexOf((byte)0xFF);
            isOver = run < 0 || run + 1 >= _rest.Length || _rest[run + 1] != 0;

            // The byte itself belongs to the data if a 0 is behind it, which does not.
            var length = run < 0 ? _rest.Length : isOver ? run : run + 1;
            _rest[..length].CopyTo(to[written..]);
            written += length;
            _rest = _rest[(isOver ? length : length + 1)..];
        }

        to.Slice(written, BitReader.Padding).Clear();
        return written;
    }
}
