using System.Buffers.Binary;

namespace Lab.Vision.Caching;

/// <summary>A line of the index of a cache on disk: where an image lies, what it was made of, and the hashes that show whether all of it is right.</summary>
/// <param name="Stamp">Path, length and time of the file, hashed.</param>
/// <param name="Content">The file's bytes, hashed.</param>
/// <param name="Preparation">The operations that made the image, hashed, as <see cref="Caching.Preparation.IdentityFor"/> does.</param>
/// <param name="SourceSize">The size of the image in the file.</param>
/// <param name="Size">The size of the image that is kept.</param>
/// <param name="Shard">The number of the file that holds the pixels.</param>
/// <param name="Offset">Where they begin in it.</param>
/// <param name="Pixels">The pixels, hashed.</param>
internal sealed record CacheRecord(UInt128 Stamp, UInt128 Content, ulong Preparation, ImageSize SourceSize, ImageSize Size, int Shard, long Offset, UInt128 Pixels)
{
    /// <summary>Bytes of a record: its fields, then a hash of them.</summary>
    public const int Bytes = Fields + sizeof(ulong);

    private const int Fields = 84;

    /// <summary>Bytes of the image's pixels.</summary>
    public int Length => checked(Size.Width * Size.Height * RgbImage.Channels);

    /// <summary>Writes a record.</summary>
    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(to, Stamp);
        BinaryPrimitives.WriteUInt128LittleEndian(to[16..], Content);
        BinaryPrimitives.WriteUInt64LittleEndian(to[32..], Preparation);
        BinaryPrimitives.WriteInt32LittleEndian(to[40..], SourceSize.Width);
        BinaryPrimitives.WriteInt32LittleEndian(to[44..], SourceSize.Height);
        BinaryPrimitives.WriteInt32LittleEndian(to[48..], Size.Width);
        BinaryPrimitives.WriteInt32LittleEndian(to[52..], Size.Height);
        BinaryPrimitives.WriteInt32LittleEndian(to[56..], Shard);
        BinaryPrimitives.WriteInt64LittleEndian(to[60..], Offset);
        BinaryPrimitives.WriteUInt128LittleEndian(to[68..], Pixels);
        BinaryPrimitives.WriteUInt64LittleEndian(to[Fields..], (ulong)FileStamp.Hash(to[..Fields]));
    }

    /// <summary>Reads a record; null if it is not whole or was changed.</summary>
    public static CacheRecord? Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < Bytes || BinaryPrimitives.ReadUInt64LittleEndian(from[Fields..]) != (ulong)FileStamp.Hash(from[..Fields]))
        {
            return null;
        }

        return new CacheRecord(
            BinaryPrimitives.ReadUInt128LittleEndian(from),
            BinaryPrimitives.ReadUInt128LittleEndian(from[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(from[32..]),
            new ImageSize(BinaryPrimitives.ReadInt32LittleEndian(from[40..]), BinaryPrimitives.ReadInt32LittleEndian(from[44..])),
            new ImageSize(BinaryPrimitives.ReadInt32LittleEndian(from[48..]), BinaryPrimitives.ReadInt32LittleEndian(from[52..])),
            BinaryPrimitives.ReadInt32LittleEndian(from[56..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[60..]),
            BinaryPrimitives.ReadUInt128LittleEndian(from[68..]));
    }
}
