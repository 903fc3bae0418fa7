namespace Lab.Weights.Pickles;

/// <summary>The storages that a pickle refers to, by key.</summary>
internal sealed class TorchStorages
{
    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    public IEnumerable<TorchStorage> All => _storages.Values;

    public TorchStorage? Named(string key) => _storages.GetValueOrDefault(key);

    /// <summary>The storage of a persistent id: ("storage", class, key, device, elements), and in older files a part of it: (key, first element, elements).</summary>
    public object Find(PickleTuple id)
    {
        if (id.Items is not ["storage", PickleGlobal @class, string key, string, long count, ..] || TorchType.OfStorage(@class.Name) is not { } type || count < 0)
        {
            throw new InvalidDataException("its pickle refers to something that is no storage of tensors.");
        }

        if (count > long.MaxValue / 16)
        {
            throw new InvalidDataException($"its storage '{ShortText.Of(key)}' claims {count} elements.");
        }

        if (!_storages.TryGetValue(key, out var storage))
        {
            _storages.Add(key, storage = new TorchStorage(key, type, count));
        }
        else if (storage.Count != count || !ReferenceEquals(storage.Type, type))
        {
            throw new InvalidDataException($"its storage '{ShortText.Of(key)}' is once of {storage.Count} elements of {storage.Type.Name} and once of {count} of {type.Name}.");
        }

        return id.Items.Count > 5 && id.Items[5] is PickleTuple view ? Part(storage, view) : storage;
    }

    private static TorchStorage Part(TorchStorage root, PickleTuple view) => view.Items is [string key, long offset, long count] && offset >= 0 && count >= 0 && count <= root.Count && offset <= root.Count - count
        ? new TorchStorage(key, root.Type, count) { View = (root, offset) }
        : throw new InvalidDataException($"its storage '{ShortText.Of(root.Key)}' of {root.Count} elements has a part that is not in it.");
}
