using System.Runtime.InteropServices;

namespace Lab.Vision;

/// <summary>The functions of the TurboJPEG library that decode: of version 2, which version 3 has too. It is the system's, or absent.</summary>
internal sealed unsafe class TurboJpegLibrary
{
    /// <summary>Of the library's colour spaces, the ones that every decoder turns into the same RGB.</summary>
    public const int YCbCr = 1;

    /// <summary>See <see cref="YCbCr"/>.</summary>
    public const int Gray = 2;

    private const int PixelFormatRgb = 0;

    // What a lenient decoder would make up (grey rests of damaged data) is an error, and so is a progressive file of thousands of scans.
    private const int StopOnWarning = 8192;
    private const int LimitScans = 32768;

    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["turbojpeg.dll", @"C:\libjpeg-turbo64\bin\turbojpeg.dll"]
        : OperatingSystem.IsMacOS() ? ["libturbojpeg.dylib", "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib"]
        : ["libturbojpeg.so.0", "libturbojpeg.so"];

    private readonly delegate* unmanaged[Cdecl]<nint> _create;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int> _readHeader;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int> _decompress;

    // Decompressors that no thread uses at the moment; as many as there were threads at once.
    private readonly Stack<nint> _idle = new();
    private readonly Lock _gate = new();

    private TurboJpegLibrary(string name, nint create, nint readHeader, nint decompress)
    {
        Name = name;
        _create = (delegate* unmanaged[Cdecl]<nint>)create;
        _readHeader = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int>)readHeader;
        _decompress = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int>)decompress;
    }

    /// <summary>The system's library, or null where there is none.</summary>
    public static TurboJpegLibrary? Instance { get; } = Load();

    /// <summary>The name by which it was found.</summary>
    public string Name { get; }

    /// <summary>A decompressor for the calling thread, to be given back.</summary>
    /// <exception cref="LabException">There is no memory for one.</exception>
    public nint Take()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out var idle))
            {
                return idle;
            }
        }

        var decompressor = _create();
        return decompressor != 0 ? decompressor : throw new LabException("TurboJPEG could not make a decompressor: there is no memory for it.");
    }

    /// <summary>Gives a decompressor back.</summary>
    public void Return(nint decompressor)
    {
        lock (_gate)
        {
            _idle.Push(decompressor);
        }
    }

    /// <summary>Reads size and colour space; false if the header is none that it knows.</summary>
    public bool TryReadHeader(nint decompressor, ReadOnlySpan<byte> jpeg, out ImageSize size, out int colors)
    {
        int width, height, subsampling, space;
        fixed (byte* bytes = jpeg)
        {
            var known = _readHeader(decompressor, bytes, new CULong((nuint)jpeg.Length), &width, &height, &subsampling, &space) == 0;
            (size, colors) = known ? (new ImageSize(width, height), space) : default;
            return known;
        }
    }

    /// <summary>Decodes to interleaved RGB at the given size, the full one divided by 1, 2, 4 or 8; false if anything in the data is wrong.</summary>
    public bool TryDecode(nint decompressor, ReadOnlySpan<byte> jpeg, RgbImage image)
    {
        fixed (byte* bytes = jpeg, pixels = image.Buffer)
        {
            return _decompress(
                decompressor, bytes, new CULong((nuint)jpeg.Length), pixels, image.Width, image.Width * RgbImage.Channels, image.Height, PixelFormatRgb, StopOnWarning | LimitScans) == 0;
        }
    }

    private static TurboJpegLibrary? Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var library)
                && NativeLibrary.TryGetExport(library, "tjInitDecompress", out var create)
                && NativeLibrary.TryGetExport(library, "tjDecompressHeader3", out var readHeader)
                && NativeLibrary.TryGetExport(library, "tjDecompress2", out var decompress))
            {
                return new TurboJpegLibrary(name, create, readHeader, decompress);
            }
        }

        return null;
    }
}
