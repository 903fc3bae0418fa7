using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lab.Checkpoints;
using Lab.Options;

namespace Lab;

/// <summary>A frozen split as JSON: how it was made, its hash, and a line <c>"name": "part"</c> for every sample. A part is train, validation, test or the number of a fold.</summary>
internal static class SplitFile
{
    private const string Format = "lab-split-1";
    private const int Shown = 5;

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string NameOf(int part) => part switch
    {
        Split.TrainPart => "train",
        Split.ValidationPart => "validation",
        Split.TestPart => "test",
        _ => part.ToString(CultureInfo.InvariantCulture),
    };

    public static void Write(Split split, string path)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, Readable))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteString("hash", split.Hash);
            if (split.Method is { } method)
            {
                json.WriteString("method", EnumText.Write(method));
            }

            if (split.Seed is { } seed)
            {
                json.WriteNumber("seed", seed);
            }

            json.WriteStartObject("samples");
            foreach (var (name, part) in split.Parts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, NameOf(part));
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        AtomicFile.WriteAllText(path, Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length) + "\n");
    }

    /// <exception cref="LabValidationException">The file is missing or malformed, or its hash is not that of its contents.</exception>
    public static Split Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path).AsMemory();
            using var document = JsonDocument.Parse(bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
            return Read(document.RootElement, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair is JSON, but no text.
            throw new LabValidationException([$"The split file {path} cannot be read: {failure.Message} A training run that splits its data leaves one as split.json in its folder."]);
        }
    }

    private static Split Read(JsonElement root, string path)
    {
        var problems = new List<string>();
        if (root.ValueKind != JsonValueKind.Object || Text(root, "format") != Format || !root.TryGetProperty("samples", out var samples) || samples.ValueKind != JsonValueKind.Object)
        {
            throw new LabValidationException([$"The split file {path} is none: it must be a JSON object with \"format\": \"{Format}\" and an object \"samples\" of names and parts."]);
        }

        var parts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var sample in samples.EnumerateObject())
        {
            if (PartOf(sample.Value) is not { } part)
            {
                problems.Add($"'{sample.Name}' belongs to {sample.Value.GetRawText()}; a part is train, validation, test or the number of a fold from 1");
            }
            else if (!parts.TryAdd(sample.Name, part))
            {
                problems.Add($"'{sample.Name}' stands there twice");
            }
        }

        var folds = parts.Values.Where(part => part > 0).ToHashSet();
        if (folds.Count > 0 && parts.ContainsValue(Split.ValidationPart))
        {
            problems.Add("it has both folds and a validation part: a fold is what validates");
        }

        if (folds.Count is 1 || (folds.Count > 1 && folds.Max() != folds.Count))
        {
            problems.Add($"its folds are {string.Join(", ", folds.Order())}; they must be numbered from 1 without gaps, and be at least 2");
        }

        if (problems.Count == 0 && Text(root, "hash") is { } hash && new Split(parts, null, null).Hash != hash)
        {
            problems.Add("its hash is not that of its samples: it was changed after it was frozen. Take an unchanged copy, or delete its line \"hash\" if the change was meant");
        }

        var seed = root.TryGetProperty("seed", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) ? value : (long?)null;
        var method = Enum.GetValues<SplitMethod>().Cast<SplitMethod?>().FirstOrDefault(known => EnumText.Write(known!.Value) == Text(root, "method"));
        return problems.Count == 0
            ? new Split(parts, method, seed, path)
            : throw new LabValidationException([.. problems.Take(Shown).Select(problem => $"The split file {path}: {problem}."), .. problems.Count > Shown ? [$"The split file {path}: {problems.Count - Shown} more problems."] : Array.Empty<string>()]);
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? PartOf(JsonElement value) => (value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()) switch
    {
        "train" => Split.TrainPart,
        "validation" => Split.ValidationPart,
        "test" => Split.TestPart,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var fold) && fold > 0 => fold,
        _ => null,
    };
}
