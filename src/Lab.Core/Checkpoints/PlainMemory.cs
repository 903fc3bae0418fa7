using System.Runtime.InteropServices;

namespace Lab.Checkpoints;

/// <summary>Memory outside the collected heap that is written as a stream and kept for the next time. May exceed 2 GiB.</summary>
internal sealed unsafe class PlainMemory : Stream
{
    private const int PieceSize = 1 << 30;

    private byte* _start;
    private long _capacity;
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => _length = 0;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var needed = checked(_length + buffer.Length);
        if (needed > _capacity)
        {
            var capacity = Math.Max(needed, checked(_capacity + (_capacity / 2)));
            _start = (byte*)NativeMemory.Realloc(_start, (nuint)capacity);
            _capacity = capacity;
        }

        buffer.CopyTo(new Span<byte>(_start + _length, buffer.Length));
        _length = needed;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes a range of what was written to another stream.</summary>
    public void CopyTo(Stream destination, long offset, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _length - offset);
        for (var end = offset + count; offset < end;)
        {
            var piece = (int)Math.Min(PieceSize, end - offset);
            destination.Write(new ReadOnlySpan<byte>(_start + offset, piece));
            offset += piece;
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_start);
        _start = null;
        (_capacity, _length) = (0, 0);
        base.Dispose(disposing);
    }
}
