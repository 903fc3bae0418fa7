using Lab.Checkpoints;
using Lab.Hub;
using Lab.Weights;

namespace Lab.Vision;

/// <summary>Published weights that are here: a file, and how images are prepared for it.</summary>
/// <param name="Source">What named them: a path, or a repository of the hub.</param>
/// <param name="Path">The file.</param>
/// <param name="Preprocessing">How images are prepared, as the <c>config.json</c> beside the file says in timm's form; null if there is none.</param>
public sealed record PretrainedWeights(string Source, string Path, ImagePreprocessing? Preprocessing)
{
    private const string ConfigFile = "config.json";

    // The first is what is published today, the second what older repositories have.
    private static readonly string[] Files = ["model.safetensors", "pytorch_model.bin"];
    private static readonly string[] Extensions = [".safetensors", ".pth", ".pt", ".bin", ".ckpt", ".tar"];

    /// <summary>Finds weights, and fetches them if they are on the hub and not in the cache yet.</summary>
    /// <param name="source">The path of a file, or a repository such as "timm/resnet18.a1_in1k", with "@" and a revision if need be.</param>
    /// <param name="hub">The hub; one with the environment's options if null.</param>
    /// <param name="progress">Told how far the download is.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <exception cref="LabValidationException">The text names no file that is there, and no repository.</exception>
    /// <exception cref="LabException">There is no such repository, or it cannot be fetched; the message says what to do.</exception>
    public static PretrainedWeights Find(string source, HuggingFaceHub? hub = null, Action<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        if (File.Exists(source))
        {
            return new PretrainedWeights(source, source, OfFile(source));
        }

        CheckRepository(source);
        hub ??= new HuggingFaceHub();
        var path = Get(hub, source, progress, cancellation);
        return new PretrainedWeights(source, path, OfRepository(source, hub, cancellation));
    }

    /// <summary>How images are prepared for published weights, without fetching these: as the <c>config.json</c> beside them says or, where there is none, the file itself, if it is here and Lab wrote it.</summary>
    /// <param name="source">The path of a file, or a repository, as <see cref="Find"/> takes it.</param>
    /// <param name="hub">The hub; one with the environment's options if null.</param>
    /// <param name="cancellation">Ends the download of the <c>config.json</c>.</param>
    /// <returns>Null if neither says it.</returns>
    /// <exception cref="LabValidationException">The text names no file that is there, and no repository.</exception>
    /// <exception cref="LabException">There is no such repository, or a file cannot be read; the message says what to do.</exception>
    public static ImagePreprocessing? FindPreprocessing(string source, HuggingFaceHub? hub = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        if (!File.Exists(source))
        {
            CheckRepository(source);
            return OfRepository(source, hub ?? new HuggingFaceHub(), cancellation);
        }

        if (OfFile(source) is { } beside)
        {
            return beside;
        }

        using var file = WeightFile.Open(source);
        return WeightsMetadata.Of(file).Preparation is { } own ? ImagePreprocessing.FromJson(own) : null;
    }

    private static void CheckRepository(string source)
    {
        if (!HubFileName.IsRepository(source) || Extensions.Contains(System.IO.Path.GetExtension(source)))
        {
            throw new LabValidationException([$"There are no weights '{source}': it is neither a file that is there nor a repository of the hub such as timm/resnet18.a1_in1k."]);
        }
    }

    private static ImagePreprocessing? OfFile(string path)
    {
        var config = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, ConfigFile);
        return File.Exists(config) ? PretrainedConfig.ReadPreprocessing(config) : null;
    }

    private static ImagePreprocessing? OfRepository(string repository, HuggingFaceHub hub, CancellationToken cancellation) =>
        Optional(hub, HubFileName.Of(repository, ConfigFile), progress: null, cancellation) is { } found ? PretrainedConfig.ReadPreprocessing(found) : null;

    private static string Get(HuggingFaceHub hub, string repository, Action<HubProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return hub.Get(HubFileName.Of(repository, Files[0]), progress, cancellation);
        }
        catch (HubFileMissingException)
        {
            if (Optional(hub, HubFileName.Of(repository, Files[1]), progress, cancellation) is { } older)
            {
                return older;
            }

            throw;
        }
    }

    private static string? Optional(HuggingFaceHub hub, HubFileName name, Action<HubProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return hub.Get(name, progress, cancellation);
        }
        catch (HubFileMissingException)
        {
            return null;
        }
    }
}
