using Lab.Hub;

namespace Lab.Weights;

/// <summary>Loads weights into modules.</summary>
public static class ModuleWeights
{
    /// <summary>Copies a file's weights into a module, converting types of one kind. Parameters stay the same objects, on their device.</summary>
    /// <param name="module">Any module.</param>
    /// <param name="path">The file, as <see cref="WeightFile.Open(string, string?)"/> takes it.</param>
    /// <param name="loading">Names, shapes and strictness; strict if null.</param>
    /// <returns>What became of every entry.</returns>
    /// <exception cref="LabException">The file cannot be read, or does not fit; the message says what, and the module is as it was.</exception>
    public static WeightReport LoadWeights(this torch.nn.Module module, string path, WeightLoading? loading = null)
    {
        using var file = WeightFile.Open(path);
        return module.LoadWeights(file, loading);
    }

    /// <inheritdoc cref="LoadWeights(torch.nn.Module, string, WeightLoading?)"/>
    /// <param name="module">Any module.</param>
    /// <param name="file">The open file.</param>
    /// <param name="loading">Names, shapes and strictness; strict if null.</param>
    public static WeightReport LoadWeights(this torch.nn.Module module, WeightFile file, WeightLoading? loading = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(file);

        // A model that has not been trained or used by a trainer may not be registered yet.
        (module as IModel)?.Complete();
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        return new WeightMatch(module, file, loading ?? new WeightLoading()).Load();
    }

    /// <summary>Gives published weights to a module that is <see cref="IPretrainable"/>, or else to every module in it that is. An experiment does so when a training begins.</summary>
    /// <param name="module">Any module.</param>
    /// <param name="progress">Told how far a download is, or null.</param>
    /// <param name="cancellation">Ends a download.</param>
    /// <returns>A report of each that was asked for published weights; none if none was.</returns>
    /// <exception cref="LabException">The weights cannot be had or do not fit.</exception>
    public static IReadOnlyList<WeightReport> LoadPretrainedParts(this torch.nn.Module module, Action<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        (module as IModel)?.Complete();
        IEnumerable<IPretrainable> parts = module is IPretrainable whole ? [whole] : module.modules().OfType<IPretrainable>();
        return [.. parts.Select(part => part.LoadPretrained(progress, cancellation)).OfType<WeightReport>()];
    }
}
