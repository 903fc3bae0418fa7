using System.Text;

namespace Lab.Vision;

/// <summary>What a file is by its first bytes, whatever its name says: for errors about files that no decoder here reads.</summary>
internal static class FileKind
{
    private static readonly (int Offset, byte[] Signature, string Name)[] Images =
    [
        (0, [0xFF, 0xD8, 0xFF], "JPEG"),
        (0, [0x89, .. "PNG\r\n"u8], "PNG"),
        (0, [.. "GIF8"u8], "GIF"),
        (8, [.. "WEBP"u8], "WebP"),
        (0, [.. "BM"u8], "BMP"),
    ];

    private static readonly (int Offset, byte[] Signature, string Name)[] Others =
    [
        (0, [.. "II*\0"u8], "TIFF (or camera raw) image"),
        (0, [.. "MM\0*"u8], "TIFF (or camera raw) image"),
        (0, [.. "II+\0"u8], "BigTIFF image"),
        (0, [.. "MM\0+"u8], "BigTIFF image"),
        (4, [.. "ftypavif"u8], "AVIF image"),
        (4, [.. "ftypavis"u8], "AVIF image"),
        (4, [.. "ftyphei"u8], "HEIC image, as phones make them,"),
        (4, [.. "ftyphev"u8], "HEIC image, as phones make them,"),
        (4, [.. "ftypmif1"u8], "HEIF image"),
        (4, [.. "ftypmsf1"u8], "HEIF image"),
        (4, [.. "ftyp"u8], "video (MP4 or QuickTime)"),
        (0, [0xFF, 0x0A], "JPEG XL image"),
        (4, [.. "JXL "u8], "JPEG XL image"),
        (4, [.. "jP  "u8], "JPEG 2000 image"),
        (0, [0xFF, 0x4F, 0xFF, 0x51], "JPEG 2000 image"),
        (0, [.. "8BPS"u8], "Photoshop document"),
        (0, [0, 0, 1, 0], "Windows icon"),
        (0, [0x76, 0x2F, 0x31, 0x01], "OpenEXR image"),
        (0, [.. "#?RADIANCE"u8], "Radiance HDR image"),
        (0, [.. "qoif"u8], "QOI image"),
        (0, [.. "DDS "u8], "DirectDraw surface"),
        (128, [.. "DICM"u8], "DICOM image"),
        (0, [0x93, .. "NUMPY"u8], "NumPy array"),
        (0, [0, 5, 0x16, 7], "AppleDouble file, litter that macOS leaves on foreign disks,"),
        (0, [0x1F, 0x8B], "gzip archive"),
        (0, [.. "PK\u0003\u0004"u8], "ZIP archive"),
        (0, [.. "%PDF"u8], "PDF document"),
        (0, [.. "version https://git-lfs"u8], "pointer of Git LFS, whose content was not fetched,"),
    ];

    /// <summary>Why no decoder takes the file: what it is, or how it begins.</summary>
    public static string Explain(ReadOnlySpan<byte> file)
    {
        if (Find(Images, file) is { } image)
        {
            return $"the file begins as {image} does, but its header is damaged ({file.Length} bytes).";
        }

        if ((Find(Others, file) ?? Text(file)) is { } other)
        {
            return $"the file is {("AEIO".Contains(other[0], StringComparison.Ordinal) ? "an" : "a")} {other} and no JPEG, PNG, WebP, BMP or GIF image; convert or remove it.";
        }

        return file.ContainsAnyExcept((byte)0)
            ? $"the file is no JPEG, PNG, WebP, BMP or GIF image, or its header is damaged ({file.Length} bytes, the first are {Convert.ToHexString(file[..Math.Min(8, file.Length)])})."
            : $"the file holds nothing but zeros ({file.Length} bytes), as after a copy that was broken off.";
    }

    private static string? Find((int Offset, byte[] Signature, string Name)[] kinds, ReadOnlySpan<byte> file)
    {
        foreach (var (offset, signature, name) in kinds)
        {
            if (file.Length >= offset + signature.Length && file[offset..].StartsWith(signature))
            {
                return name;
            }
        }

        return null;
    }

    private static string FirstWords(string text)
    {
        var line = text.Split('\n')[0].TrimEnd();
        return line.Length > 40 ? line[..40] : line;
    }

    // What servers send in the place of an image.
    private static string? Text(ReadOnlySpan<byte> file)
    {
        var start = file[..Math.Min(256, file.Length)];
        if (start.ContainsAnyInRange<byte>(0, 8) || start.ContainsAnyExceptInRange<byte>(9, 126))
        {
            return null;
        }

        var text = Encoding.ASCII.GetString(start).TrimStart();
        return text.Contains("<svg", StringComparison.OrdinalIgnoreCase) ? "drawing (SVG)"
            : text.StartsWith('<') ? "page of text (HTML or XML)"
            : $"text that begins '{FirstWords(text)}'";
    }
}
