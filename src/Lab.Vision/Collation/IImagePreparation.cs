namespace Lab.Vision;

/// <summary>How images become a model's input, whatever the samples are.</summary>
internal interface IImagePreparation
{
    ImagePipeline Pipeline { get; }

    ImageNormalization Normalization { get; }
}
