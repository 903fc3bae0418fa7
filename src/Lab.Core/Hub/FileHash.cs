using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lab.Hub;

/// <summary>The hash that the hub names a file's content by: SHA-256 for large files, git's SHA-1 for small ones.</summary>
internal static class FileHash
{
    private const int Sha1Digits = 40;
    private const int Sha256Digits = 64;

    /// <summary>Whether a text is a hash of one of these kinds.</summary>
    public static bool IsHash(string text) => text.Length is Sha1Digits or Sha256Digits && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether a file has the hash.</summary>
    public static bool Matches(string path, string hash)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(hash.Length == Sha256Digits ? SHA256.HashData(stream) : GitHash(stream)) == hash;
    }

    private static byte[] GitHash(FileStream stream)
    {
#pragma warning disable CA5350 // git's name of a content, which the server gives; what it does not keep out, HTTPS does.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        return hash.GetHashAndReset();
    }
}
