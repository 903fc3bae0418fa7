using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Lab.Checkpoints;

/// <summary>An open safetensors file. Opening reads the header only; tensors are read when asked for. Nothing in a file can execute code.</summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>The name in the header that is no tensor's.</summary>
    internal const string MetadataName = "__metadata__";

    /// <summary>Bytes of a header at most, as in the reference implementation.</summary>
    internal const long MaximumHeader = 100_000_000;

    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries;
    private readonly long _data;
    private readonly string _path;

    private SafetensorsFile(string path, SafeFileHandle file, SafetensorsHeader header)
    {
        _path = path;
        _file = file;
        _entries = header.Entries;
        _data = header.Data;
        Metadata = header.Metadata;
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>The header's texts.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its whole header: types, shapes, and that the tensors fill the file without gap or overlap.</summary>
    /// <exception cref="LabException">The file is missing or malformed; the message names it and what is wrong.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            return new SafetensorsFile(path, file, SafetensorsHeader.Read(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            file?.Dispose();
            throw new LabException($"{path} cannot be read as safetensors: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a tensor into new memory on the CPU, in the current dispose scope.</summary>
    /// <exception cref="LabException">The name is not in the file, or the file cannot be read to its end.</exception>
    public Tensor Read(string name)
    {
        var entry = Find(name);
        var tensor = torch.empty([.. entry.Shape], entry.Type);
        ReadInto(name, entry, tensor);
        return tensor;
    }

    /// <summary>Reads a tensor into an existing one of the same shape, converting type and device where they differ.</summary>
    /// <exception cref="LabException">The name is not in the file, or the shapes differ.</exception>
    public void CopyTo(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var entry = Find(name);
        if (!entry.Shape.SequenceEqual(destination.shape))
        {
            throw new LabException($"'{name}' in {_path} has the shape [{string.Join(", ", entry.Shape)}], where [{string.Join(", ", destination.shape)}] is needed.");
        }

        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        destination.copy_(Read(name));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private SafetensorsEntry Find(string name) => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw new LabException($"{_path} holds no tensor named '{name}'.");

    private void ReadInto(string name, SafetensorsEntry entry, Tensor tensor)
    {
        var offset = _data + entry.Start;
        TensorBytes.Visit(tensor, bytes =>
        {
            while (bytes.Length > 0)
            {
                var read = RandomAccess.Read(_file, bytes, offset);
                if (read == 0)
                {
                    throw new LabException($"{_path} ends in the middle of '{name}': it has become shorter since it was opened.");
                }

                bytes = bytes[read..];
                offset += read;
            }
        });
    }
}

/// <summary>A tensor of a <see cref="SafetensorsFile"/>.</summary>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">Where its bytes start, from the end of the header.</param>
/// <param name="End">Where its bytes end.</param>
public sealed record SafetensorsEntry(torch.ScalarType Type, IReadOnlyList<long> Shape, long Start, long End);
