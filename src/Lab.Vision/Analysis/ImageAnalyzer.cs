using Lab.Analysis;

namespace Lab.Vision;

/// <summary>The sections on images. Every image is read once; what is shown is read again.</summary>
/// <typeparam name="TSample">The data sets' samples.</typeparam>
/// <param name="pathOf">The file of a sample.</param>
/// <param name="options">What is looked for.</param>
/// <param name="decoder">Reads the files; <see cref="ImageDecoder.Fastest"/> if null.</param>
public sealed class ImageAnalyzer<TSample>(Func<TSample, string> pathOf, ImageAnalysisOptions options, ImageDecoder? decoder = null) : Analyzer<TSample>
{
    private readonly ImageDecoder _decoder = decoder ?? ImageDecoder.Fastest;

    /// <inheritdoc/>
    public override IEnumerable<ReportSection> Analyze(AnalysisContext<TSample> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var images = new ImageReader<TSample>(pathOf, _decoder).Read(
            [.. context.Parts.Select(part => part.Data)],
            context.Options.AnalysisThreads,
            context.Progress,
            context.Cancellation);
        var set = new ImageSet([.. context.Parts.Select(part => part.Name)], [.. context.Parts.Select(part => part.Data.ClassNames ?? [])], images, _decoder, context.Options, context.Cancellation);
        return
        [
            .. ExampleSection.Of(set),
            SizeSection.Of(set),
            ColourSection.Of(set),
            .. ShortcutSection.Of(set),
            .. ImageDriftSection.Of(set),
            DuplicateSection.Of(set, options.DuplicateDistance),
            FileSection.Of(set),
        ];
    }
}
