using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lab.Checkpoints;
using Lab.Weights;
using Lab.Inference;

namespace Lab.Vision;

/// <summary>
/// A model in one file: a safetensors file with the weights under their own names, so that any reader of the format opens them; in its header a <see cref="ModelCard"/>, and beside the weights golden inputs
/// with the answers that the model gave. Nothing in it can execute code, and nothing is believed before it is checked.
/// </summary>
internal sealed class Bundle : IDisposable
{
    private const string CardName = "lab.card";

    // Of an input to be prepared: a file must not make a predictor take any memory it likes.
    private const int LargestSide = 8192;

    private readonly WeightFile _file;

    private Bundle(WeightFile file, ModelCard card) => (_file, Card) = (file, card);

    public ModelCard Card { get; }

    /// <summary>Writes a model, aside and then under its name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model on the CPU, in evaluation mode.</param>
    /// <param name="card">What is known of it; hash and golden inputs are filled in.</param>
    public static ModelCard Write(string path, InferenceModel model, ModelCard card)
    {
        using var scope = torch.NewDisposeScope();
        var golden = GoldenInputs.Make(model, card.Preprocessing);
        List<KeyValuePair<string, Tensor>> tensors = [.. StateDictionary.Capture(model.Module), .. golden];
        card = card with { Heads = model.Heads, GoldenInputs = GoldenInputs.Count, Hash = HashOf(tensors.Select(pair => (pair.Key, pair.Value))) };
        var texts = new Dictionary<string, string>(WeightsMetadata.Plain) { [CardName] = JsonSerializer.Serialize(card, StrictJson.Options) };
        var aside = AtomicFile.AsideOf(path);
        try
        {
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                SafetensorsWriter.Write(stream, tensors, texts);
                stream.Flush(flushToDisk: true);
            }

            AtomicFile.Rename(aside, path);
            return card;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{path} could not be written: {failure.Message}", failure);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>Opens a bundle and checks all that it says of itself, and that its bytes are those that were written.</summary>
    /// <exception cref="LabException">It is missing, damaged, or none; the message says what is wrong.</exception>
    public static Bundle Open(string path)
    {
        var file = WeightFile.Open(path);
        try
        {
            var card = ReadCard(file);
            GoldenInputs.Check(file, card.GoldenInputs);
            var bundle = new Bundle(file, card);
            using var scope = torch.NewDisposeScope();
            var hash = HashOf(file.Entries.Keys.Select(name => (name, file.Read(name))));
            return hash == card.Hash
                ? bundle
                : throw new LabException($"{path} is damaged: the hash of its tensors is {hash}, and {card.Hash} was written. Copy it again, or export it anew.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Copies the weights into a model.</summary>
    /// <exception cref="LabException">They do not fit it.</exception>
    public void LoadInto(torch.nn.Module model)
    {
        model.LoadWeights(_file, new WeightLoading { Rename = names => names.Where(name => !GoldenInputs.Owns(name)).ToDictionary(name => name) });
    }

    /// <summary>Has a loaded model answer the golden inputs.</summary>
    /// <exception cref="LabException">It answers otherwise than it did when the bundle was written; the message gives the difference.</exception>
    public void Verify(PredictorMember member)
    {
        using var scope = torch.NewDisposeScope();
        GoldenInputs.Verify(_file, member);
    }

    public void Dispose() => _file.Dispose();

    private static ModelCard ReadCard(WeightFile file)
    {
        var path = file.Path;
        if (!file.Metadata.TryGetValue(CardName, out var text))
        {
            throw new LabException($"{path} is a file of weights, but no bundle: it does not say what model they are of. A bundle is written by the verb export with --format bundle.");
        }

        try
        {
            // A later version may hold other things, so its number comes first.
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.GetProperty("format").GetInt32() is var format && format != ModelCard.CurrentFormat)
            {
                throw new LabException($"{path} has the format {format}; this version of Lab reads format {ModelCard.CurrentFormat}. Use the version of Lab that wrote it.");
            }

            var card = document.Deserialize<ModelCard>(StrictJson.Options)!;
            var size = card.Preprocessing;
            if (size.Width > LargestSide || size.Height > LargestSide || size.ResizedWidth > 2 * LargestSide || size.ResizedHeight > 2 * LargestSide)
            {
                throw new LabException($"{path} asks for images of {size.ResizedWidth} x {size.ResizedHeight} pixels, cropped to {size.Width} x {size.Height}; a side may have {LargestSide}.");
            }

            return card.Heads.Count > 0 && card.Heads.All(head => head.Labels.Count > 0) && card.GoldenInputs is >= 0 and <= GoldenInputs.Most
                ? card
                : throw new LabException($"{path} is no valid bundle: it names no head, a head without labels, or {card.GoldenInputs} golden inputs.");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or NotSupportedException)
        {
            throw new LabException($"{path} is no valid bundle: {failure.Message}", failure);
        }
    }

    // In the order of names, so that the order within the file does not matter.
    private static string HashOf(IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in tensors.OrderBy(pair => pair.Name, StringComparer.Ordinal))
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\t{tensor.dtype}\t{string.Join(',', tensor.shape)}\n"));
            TensorBytes.Visit(tensor.detach().cpu().contiguous(), piece => hash.AppendData(piece));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
