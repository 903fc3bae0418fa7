namespace Lab;

/// <summary>
/// What a collator offers whose samples can be looked at: <c>analyze --augmentations</c> then shows what training makes of them. The collators of Lab.Vision do.
/// </summary>
/// <typeparam name="TSample">The data set's samples.</typeparam>
public interface IAugmentationPreview<in TSample>
{
    /// <summary>The sample as it is stored, about as large as the model sees it.</summary>
    /// <exception cref="UnreadableSampleException">The sample cannot be read.</exception>
    SamplePreview Original(TSample sample);

    /// <summary>The sample as training sees it.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="random">The key that <see cref="Collator{TSample, TInput, TTarget}.Write"/> is given in training.</param>
    /// <exception cref="UnreadableSampleException">The sample cannot be read.</exception>
    SamplePreview Augmented(TSample sample, RandomKey random);
}

/// <summary>A picture of a sample.</summary>
/// <param name="Png">The picture, as the bytes of a PNG file.</param>
/// <param name="Caption">What it is, or what was done to it; one line each.</param>
public sealed record SamplePreview(ReadOnlyMemory<byte> Png, IReadOnlyList<string> Caption);
