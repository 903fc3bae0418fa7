using System.Buffers.Binary;

namespace Lab.Weights.Pickles;

/// <summary>Files of PyTorch before 1.6: pickles of a magic number, a version, the system, the objects and the storages' keys, and the storages in that order.</summary>
internal static class TorchLegacyFile
{
    private const long Version = 1001;

    // PROTO 2, LONG1 of 10 bytes, STOP: the magic number 0x1950a86a20f9469cfc6c.
    private static ReadOnlySpan<byte> Magic => [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

    public static bool Applies(MappedFile file) => file.Length >= Magic.Length && file.Slice(0, Magic.Length).SequenceEqual(Magic);

    /// <exception cref="InvalidDataException">It is damaged, or holds something else than tensors and plain containers.</exception>
    public static WeightContent Read(MappedFile file, string? section)
    {
        var storages = new TorchStorages();
        var input = new PickleInput(file.Slice(0, (int)Math.Min(file.Length, PickleMachine.MaximumLength)));
        input.Take((ulong)Magic.Length);
        if (Next(ref input) is not Version)
        {
            throw new InvalidDataException($"its version is not {Version}.");
        }

        if (Next(ref input) is not PickleDictionary system || system.Items.Any(item => item is { Key: "little_endian", Value: not true }))
        {
            throw new InvalidDataException("its numbers are not in the byte order 'little'. Save it anew on a computer of today.");
        }

        var root = new PickleMachine(storages.Find).Run(ref input);
        if (Next(ref input) is not PickleList keys)
        {
            throw new InvalidDataException("its list of storages is missing.");
        }

        Place(storages, keys, file, input.Position);
        return TorchContent.Read(root, section);
    }

    private static object? Next(ref PickleInput input) => new PickleMachine(_ => throw new InvalidDataException("it refers to a storage before its objects.")).Run(ref input);

    private static void Place(TorchStorages storages, PickleList keys, MappedFile file, long position)
    {
        foreach (var key in keys.Items)
        {
            var storage = (key is string name ? storages.Named(name) : null) ?? throw new InvalidDataException("it has a storage that belongs to no tensor.");
            var count = BinaryPrimitives.ReadInt64LittleEndian(file.Slice(position, sizeof(long)));
            position += sizeof(long);
            if (count != storage.Count || storage.Bytes > file.Length - position)
            {
                throw new InvalidDataException($"its storage '{ShortText.Of(storage.Key)}' of {storage.Count} elements is said to have {count}, with {file.Length - position} bytes left.");
            }

            if (storage.Start >= 0)
            {
                throw new InvalidDataException($"its storage '{ShortText.Of(storage.Key)}' is in it twice.");
            }

            storage.Start = position;
            position += storage.Bytes;
        }

        if (storages.All.FirstOrDefault(storage => storage.Start < 0) is { } missing)
        {
            throw new InvalidDataException($"its storage '{ShortText.Of(missing.Key)}' is not in it.");
        }
    }
}
