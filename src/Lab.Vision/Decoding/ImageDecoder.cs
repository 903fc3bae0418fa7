using System.Buffers;

namespace Lab.Vision;

/// <summary>Turns encoded files into <see cref="RgbImage"/>s. One instance serves many threads at once.</summary>
/// <remarks>A subclass decodes bytes; this class reads the file into pooled memory and says what is wrong with one that cannot be read.</remarks>
public abstract class ImageDecoder
{
    /// <summary>
    /// The fastest decoder, with default options, shared by all: <see cref="JpegDecoder"/>. Its bytes are those of <see cref="SkiaImageDecoder"/>.
    /// </summary>
    public static ImageDecoder Fastest { get; } = new JpegDecoder();

    /// <summary>
    /// What tells this decoder's pixels from another's: its type, the version of its code and of native code behind it, and options that change pixels. What is kept on disk
    /// (<see cref="ImageCache"/>) was decoded by a decoder of the same identity. By default type and build of the assembly.
    /// </summary>
    public virtual string Identity => $"{GetType().FullName} {GetType().Module.ModuleVersionId}";

    /// <summary>Reads and decodes the file at <paramref name="path"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="request">What becomes of the image, for decoders that can save work; the whole image where none is given.</param>
    /// <exception cref="UnreadableSampleException">The file is missing, may not be read, is empty, cut short, too large or no image; the message names it and says which.</exception>
    /// <exception cref="ArgumentException">The request asks for a scale or a region that there is not.</exception>
    public RgbImage Decode(string path, ImageRequest? request = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[]? buffer = null;
        try
        {
            var length = Read(path, out buffer);
            return Decode(buffer.AsSpan(0, length), path, request);
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="source">What an error calls it, such as its path.</param>
    /// <param name="request">What becomes of the image; the whole image where none is given.</param>
    /// <exception cref="UnreadableSampleException">The bytes are empty, cut short, too large an image or none; the message says which.</exception>
    /// <exception cref="ArgumentException">The request asks for a scale or a region that there is not.</exception>
    public RgbImage Decode(ReadOnlySpan<byte> encoded, string source, ImageRequest? request = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return encoded.IsEmpty
            ? throw new UnreadableSampleException(source, "the file is empty (0 bytes).")
            : DecodeBytes(encoded, source, request ?? ImageRequest.Whole);
    }

    /// <summary>Decodes the bytes of a file, of which there is at least one.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="source">What an error calls it.</param>
    /// <param name="request">What becomes of the image: to be asked for a reduction by a decoder that can decode at reduced size, with the size of the upright image.</param>
    /// <exception cref="UnreadableSampleException">The bytes are no image that can be decoded as a whole.</exception>
    protected abstract RgbImage DecodeBytes(ReadOnlySpan<byte> encoded, string source, ImageRequest request);

    private static int Read(string path, out byte[]? buffer)
    {
        buffer = null;
        try
        {
            // Opening a pipe would wait for a writer that never comes. What is no regular file says that it is empty, as an empty file does.
            if (new FileInfo(path) is { Exists: true, Length: 0 })
            {
                return 0;
            }

            // Without a share mode .NET locks the file.
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            if (length > Array.MaxLength)
            {
                throw new UnreadableSampleException(path, $"the file has {length} bytes; an image file may have {Array.MaxLength}.");
            }

            buffer = ArrayPool<byte>.Shared.Rent((int)length);
            var read = 0;
            while (read < length)
            {
                var part = RandomAccess.Read(file, buffer.AsSpan(read, (int)length - read), read);
                if (part == 0)
                {
                    throw new UnreadableSampleException(path, $"the file ended after {read} of {length} bytes while it was read; another program may be writing it.");
                }

                read += part;
            }

            return read;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnreadableSampleException(path, new FileInfo(path).LinkTarget is { } target ? $"it is a link to '{target}', and there is no such file." : "there is no such file.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableSampleException(path, $"the file cannot be read: {failure.Message}", failure);
        }
    }
}
