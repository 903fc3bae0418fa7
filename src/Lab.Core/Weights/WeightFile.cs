using System.Text.Json;

namespace Lab.Weights;

/// <summary>
/// An open file of named tensors. The file is mapped into memory: opening reads what it says of its content, and a tensor's bytes go from the map straight
/// to where they are wanted. Nothing in a file can execute code.
/// </summary>
/// <remarks>
/// <para>Known are, told by the content and not by the name: safetensors (github.com/huggingface/safetensors), and what PyTorch's <c>torch.save</c> writes, in the zip format of today and in that of before 1.6. The latter is
/// read by an unpickler that knows tensors and plain containers and refuses everything else by its name.</para>
/// <para>Not for several threads at once, as tensors are not.</para>
/// </remarks>
public sealed class WeightFile : IDisposable
{
    // A tensor may say that it repeats few bytes of the file many times over.
    private const long FreeSize = 1 << 20;

    private readonly MappedFile _file;
    private readonly WeightContent _content;

    private WeightFile(string path, MappedFile file, WeightContent content)
    {
        Path = path;
        _file = file;
        _content = content;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, WeightEntry> Entries => _content.Entries;

    /// <summary>What else the file says: the header's texts, or the texts and numbers of a checkpoint, such as its epoch.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _content.Metadata;

    /// <summary>The dictionaries of tensors in the file, by their keys joined with '/': "state_dict", "model_ema". A file that is one dictionary has one section, named "".</summary>
    public IReadOnlyList<string> Sections => _content.Sections;

    /// <summary>The section that <see cref="Entries"/> is.</summary>
    public string Section => _content.Section;

    /// <summary>Opens a file and checks everything that it says of its content: types, shapes, and that every tensor lies within it.</summary>
    /// <param name="path">A file of safetensors or of PyTorch.</param>
    /// <param name="section">
    /// Which of <see cref="Sections"/> to take from a checkpoint of PyTorch that holds more than weights. By default the outermost dictionary if it has tensors, otherwise the first of <c>state_dict</c>,
    /// <c>model_state_dict</c>, <c>model</c> and other usual names, otherwise the only one.
    /// </param>
    /// <exception cref="LabException">The file is missing, malformed, or holds something else than tensors and plain containers; the message names it and what is wrong.</exception>
    public static WeightFile Open(string path, string? section = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        MappedFile? file = null;
        var name = "weights";
        try
        {
            file = new MappedFile(path);
            var format = WeightFormat.Of(file);
            name = format.Name;
            return new WeightFile(path, file, format.Read(file, section));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            file?.Dispose();
            throw new LabException($"{path} cannot be read as {name}: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a tensor into new memory on the CPU, contiguous, in the current dispose scope.</summary>
    /// <exception cref="LabException">The name is not in the file, or the file cannot be read to its end.</exception>
    public Tensor Read(string name)
    {
        var entry = Find(name);
        if (entry.Count * entry.ElementSize > Math.Max(_file.Length, FreeSize))
        {
            throw new LabException($"'{name}' in {Path} has the shape [{string.Join(", ", entry.Shape)}], which would take more memory than the file is long.");
        }

        using var scope = torch.NewDisposeScope();
        return Stored(name, entry).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Reads a tensor into an existing one of the same shape. Device and memory layout may be any, the type another of the same kind: floating-point numbers become
    /// floating-point numbers, integers integers.
    /// </summary>
    /// <exception cref="LabException">The name is not in the file, or shape or kind of type differ.</exception>
    public void CopyTo(string name, Tensor destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var entry = Find(name);
        if (!entry.Shape.SequenceEqual(destination.shape))
        {
            throw new LabException($"'{name}' in {Path} has the shape [{string.Join(", ", entry.Shape)}], where [{string.Join(", ", destination.shape)}] is needed.");
        }

        if (!Converts(entry.Type, destination.dtype))
        {
            throw new LabException($"'{name}' in {Path} is of type {entry.Type}, where {destination.dtype} is needed.");
        }

        using var noGradient = torch.no_grad();
        if (entry.IsContiguous && entry.Type == destination.dtype && destination.device_type == DeviceType.CPU && destination.is_contiguous())
        {
            Fill(destination, name, entry.Start);
            return;
        }

        using var scope = torch.NewDisposeScope();
        destination.copy_(Stored(name, entry));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Whether numbers of one type may be read as another.</summary>
    internal static bool Converts(torch.ScalarType from, torch.ScalarType to) => from == to
        || (torch.is_floating_point(from) && torch.is_floating_point(to))
        || (torch.is_integral(from) && torch.is_integral(to) && from != torch.ScalarType.Bool && to != torch.ScalarType.Bool);

    private WeightEntry Find(string name) => Entries.TryGetValue(name, out var entry) ? entry : throw new LabException($"{Path} holds no tensor named '{name}'.");

    // The tensor as it lies in the file, with memory of its own.
    private Tensor Stored(string name, WeightEntry entry)
    {
        if (entry.IsContiguous)
        {
            var tensor = torch.empty([.. entry.Shape], entry.Type);
            Fill(tensor, name, entry.Start);
            return tensor;
        }

        var range = torch.empty([entry.Extent], entry.Type);
        Fill(range, name, entry.Start);
        return range.as_strided([.. entry.Shape], [.. entry.Strides]);
    }

    private void Fill(Tensor tensor, string name, long offset) => TensorBytes.Visit(tensor, bytes =>
    {
        try
        {
            _file.Slice(offset, bytes.Length).CopyTo(bytes);
        }
        catch (InvalidDataException failure)
        {
            throw new LabException($"'{name}' in {Path} cannot be read: {failure.Message}", failure);
        }

        offset += bytes.Length;
    });
}
