using Lab.Hub;
using Lab.Weights;

namespace Lab;

/// <summary>
/// A model, or a module within one, that can begin from published weights instead of random ones. An experiment asks for them when a training begins; a training that is resumed and whatever judges or exports a model
/// has its weights from a checkpoint, so nothing is fetched then. Without an experiment, call <see cref="ModuleWeights.LoadPretrainedParts"/>.
/// </summary>
public interface IPretrainable
{
    /// <summary>Fetches the weights if need be, and copies them into the module.</summary>
    /// <param name="progress">Told how far a download is, or null.</param>
    /// <param name="cancellation">Ends a download.</param>
    /// <returns>What became of every entry, or null if the module was asked for no published weights.</returns>
    /// <exception cref="LabException">The weights cannot be had or do not fit.</exception>
    WeightReport? LoadPretrained(Action<HubProgress>? progress = null, CancellationToken cancellation = default);
}
