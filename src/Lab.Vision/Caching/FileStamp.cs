using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lab.Vision.Caching;

/// <summary>What tells one state of a file from another.</summary>
/// <param name="Cheap">A hash of path, length and time of the last change: equal ones are taken for the same content, as make and rsync do.</param>
/// <param name="Content">A hash of the bytes, by which a copied, moved or touched file is known again.</param>
internal readonly record struct FileStamp(UInt128 Cheap, UInt128 Content)
{
    /// <summary>The cheap hash of a file; null if there is no such file.</summary>
    public static UInt128? CheapOf(string path)
    {
        try
        {
            // What is empty, or no regular file, is no image. Opened, a link is what it leads to.
            if (new FileInfo(path) is not { Exists: true, Length: > 0 })
            {
                return null;
            }

            using var file = File.OpenHandle(path, share: FileShare.ReadWrite);
            return Hash(Encoding.UTF8.GetBytes($"{Path.GetFullPath(path)}\n{RandomAccess.GetLength(file)}\n{File.GetLastWriteTimeUtc(file).Ticks}"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The hash of a file's bytes; null if it cannot be read.</summary>
    public static UInt128? ContentOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16, FileOptions.SequentialScan);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(file, hash);
            return BinaryPrimitives.ReadUInt128LittleEndian(hash);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first half of the bytes' SHA-256.</summary>
    public static UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
