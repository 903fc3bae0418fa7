using Lab.Weights.Pickles;

namespace Lab.Weights;

/// <summary>A format of weight files, told by a file's first bytes.</summary>
/// <param name="Name">Its name in messages.</param>
/// <param name="Applies">Whether a file begins as the format does.</param>
/// <param name="Read">Reads a file's content, of the named section if the format has any.</param>
internal sealed record WeightFormat(string Name, Func<MappedFile, bool> Applies, Func<MappedFile, string?, WeightContent> Read)
{
    private static readonly WeightFormat[] Known =
    [
        new("a file of PyTorch", TorchArchive.Applies, TorchArchive.Read),
        new("a file of PyTorch", TorchLegacyFile.Applies, TorchLegacyFile.Read),
        new("weights", file => Begins(file, "version https://git-lfs"u8), (_, _) => throw new InvalidDataException("it is only the pointer that Git LFS keeps in a file's place. Fetch the file itself: git lfs pull.")),
        new("weights", IsTar, (_, _) => throw new InvalidDataException(
            "it is a tar archive. If it was packed for the download, unpack it and take the file in it; if PyTorch before 0.1.10 wrote it, save it anew in Python, if you trust it: "
            + "torch.save(torch.load(path, weights_only=False), new_path).")),
        new("weights", file => Begins(file, "<"u8), (_, _) => throw new InvalidDataException("it is a web page, as a download link that needs a login gives. Fetch the file itself.")),
        new("safetensors", _ => true, (file, section) => string.IsNullOrEmpty(section) ? SafetensorsHeader.Read(file) : throw new InvalidDataException($"it has no section '{section}', since it has none at all.")),
    ];

    /// <summary>The format of a file; safetensors have no mark of their own, so they are what is left.</summary>
    public static WeightFormat Of(MappedFile file) => Known.First(format => format.Applies(file));

    // At that place a header of safetensors may hold anything, but it begins with a brace after its length.
    private static bool IsTar(MappedFile file) => file.Length >= 512 && file.Slice(257, 5).SequenceEqual("ustar"u8) && file.Slice(8, 1)[0] != '{';

    private static bool Begins(MappedFile file, ReadOnlySpan<byte> start) => file.Length >= start.Length && file.Slice(0, start.Length).SequenceEqual(start);
}
