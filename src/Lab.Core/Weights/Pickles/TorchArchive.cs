using System.Text;

namespace Lab.Weights.Pickles;

/// <summary>Files of PyTorch 1.6 and later: a zip archive with a pickle of the objects and a file per storage.</summary>
internal static class TorchArchive
{
    private const string Pickle = "data.pkl";

    public static bool Applies(MappedFile file) => file.Length >= 4 && file.Slice(0, 4).SequenceEqual("PK\u0003\u0004"u8);

    /// <exception cref="InvalidDataException">It is damaged, or holds something else than tensors and plain containers.</exception>
    public static WeightContent Read(MappedFile file, string? section)
    {
        var files = ZipDirectory.Read(file);
        var pickles = files.Keys.Where(name => name.EndsWith($"/{Pickle}", StringComparison.Ordinal) && name.IndexOf('/') == name.Length - Pickle.Length - 1).ToList();
        if (pickles.Count != 1)
        {
            throw new InvalidDataException($"it is a zip archive, but has {(pickles.Count == 0 ? "no" : "more than one")} '{Pickle}' as PyTorch writes it.");
        }

        var folder = pickles[0][..^Pickle.Length];
        if (files.TryGetValue($"{folder}byteorder", out var order) && order.Length != ZipDirectory.Unusable && !file.Slice(order.Start, (int)Math.Min(order.Length, 16)).SequenceEqual("little"u8))
        {
            throw new InvalidDataException($"its numbers are in the byte order '{Encoding.UTF8.GetString(file.Slice(order.Start, (int)Math.Min(order.Length, 16)))}'; known is 'little'. Save it anew on a computer of today.");
        }

        var (start, length) = files[pickles[0]];
        if (length == ZipDirectory.Unusable)
        {
            throw new InvalidDataException($"'{ShortText.Of(pickles[0])}' in it is compressed or encrypted, which PyTorch's files are not: save it anew with torch.save.");
        }

        if (length > PickleMachine.MaximumLength)
        {
            throw new InvalidDataException($"its pickle has {length} bytes; at most {PickleMachine.MaximumLength} are allowed.");
        }

        var storages = new TorchStorages();
        var input = new PickleInput(file.Slice(start, (int)length));
        var root = new PickleMachine(storages.Find).Run(ref input);
        foreach (var storage in storages.All)
        {
            if (!files.TryGetValue($"{folder}data/{storage.Key}", out var data) || data.Length != storage.Bytes)
            {
                throw new InvalidDataException($"its storage '{ShortText.Of(storage.Key)}' of {storage.Bytes} bytes is not in it, or in another length, or compressed.");
            }

            storage.Start = data.Start;
        }

        return TorchContent.Read(root, section);
    }
}
