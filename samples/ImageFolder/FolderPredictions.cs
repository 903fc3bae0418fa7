using System.Globalization;
using Lab.Vision;

namespace ImageFolder;

/// <summary>A line per image: its file, the likeliest class and its probability.</summary>
public sealed class FolderPredictions(FolderOptions folder) : PredictionWriter<ImageSample, Tensor>
{
    private readonly IReadOnlyList<string> _classes = folder.ClassNames;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; } = ["file", "class", "probability"];

    /// <inheritdoc/>
    public override IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<ImageSample> samples, Tensor output)
    {
        using var scope = torch.NewDisposeScope();
        var (probability, likeliest) = output.softmax(1).max(1);
        var (values, classes) = (probability.cpu().data<float>().ToArray(), likeliest.cpu().data<long>().ToArray());
        return [.. samples.Select((sample, row) => new[] { sample.Path, _classes[(int)classes[row]], values[row].ToString("0.####", CultureInfo.InvariantCulture) })];
    }
}
