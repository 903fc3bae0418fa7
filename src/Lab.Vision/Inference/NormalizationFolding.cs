namespace Lab.Vision;

/// <summary>Folds batch normalisation into convolutions, wherever in a model Lab's backbones are. Other parts of a model stay as they are.</summary>
internal static class NormalizationFolding
{
    public static void Fold(torch.nn.Module model)
    {
        foreach (var part in model.modules().Prepend(model).OfType<IFoldsNorms>())
        {
            part.FoldNorms();
        }
    }
}
