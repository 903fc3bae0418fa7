namespace Lab.Vision;

/// <summary>A part of a network that knows which of its norms stand right behind a convolution.</summary>
internal interface IFoldsNorms
{
    /// <summary>Folds these norms into the convolutions, by <see cref="ConvolutionNorm.Fold"/>. The network is for inference only from then on.</summary>
    void FoldNorms();
}
