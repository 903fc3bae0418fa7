using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Vision;

/// <summary>Lets <c>analyze</c> look at images.</summary>
public static class ImageAnalysisBuilderExtensions
{
    /// <summary>
    /// Adds sections on images to the page of <c>analyze</c> (examples, sizes, colours, unreadable and unused files, duplicates, drift), shows samples as pictures, and adds
    /// <c>--check-duplicates</c>. Images are decoded by the registered <see cref="ImageDecoder"/>, or by <see cref="ImageDecoder.Fastest"/>.
    /// </summary>
    /// <param name="lab">The experiment.</param>
    /// <param name="pathOf">The file of a sample.</param>
    public static ExperimentBuilder<TSample, TInput, TOutput, TTarget> AnalyzeImages<TSample, TInput, TOutput, TTarget>(
        this ExperimentBuilder<TSample, TInput, TOutput, TTarget> lab, Func<TSample, string> pathOf)
    {
        ArgumentNullException.ThrowIfNull(lab);
        ArgumentNullException.ThrowIfNull(pathOf);
        return lab.Options<ImageAnalysisOptions>()
            .Analyzer(services => new ImageAnalyzer<TSample>(pathOf, services.GetRequiredService<ImageAnalysisOptions>(), services.GetService<ImageDecoder>()))
            .SampleView(services => new ImageView<TSample>(pathOf, services.GetService<ImageDecoder>() ?? ImageDecoder.Fastest))
            .DataCheck(services => new DuplicateCheck<TSample>(
                new ImageReader<TSample>(pathOf, services.GetService<ImageDecoder>() ?? ImageDecoder.Fastest),
                services.GetRequiredService<ImageAnalysisOptions>(),
                services.GetService<ILogger<ImageAnalysisOptions>>()));
    }

    /// <summary>The same for samples that are <see cref="ImageSample"/>s.</summary>
    /// <inheritdoc cref="AnalyzeImages{TSample, TInput, TOutput, TTarget}(ExperimentBuilder{TSample, TInput, TOutput, TTarget}, Func{TSample, string})"/>
    public static ExperimentBuilder<ImageSample, TInput, TOutput, TTarget> AnalyzeImages<TInput, TOutput, TTarget>(this ExperimentBuilder<ImageSample, TInput, TOutput, TTarget> lab) =>
        AnalyzeImages(lab, sample => sample.Path);
}
