using System.Text.Json.Nodes;

namespace Lab.Testing;

/// <summary>What a run of the probe left.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="AfterSteps">Fingerprints of weights and optimizer state after every step.</param>
/// <param name="AtEnd">The fingerprint when every hook had heard of the end.</param>
/// <param name="Tensors">Live tensors at the start of every training batch.</param>
/// <param name="Restored">The hooks' states as they were restored, by name.</param>
/// <param name="Saved">The hooks' states in the newest checkpoint, by name.</param>
internal sealed record ProbeOutcome(
    RunResult Result,
    IReadOnlyList<string> AfterSteps,
    string AtEnd,
    IReadOnlyList<(int Epoch, long Tensors)> Tensors,
    IReadOnlyDictionary<string, string> Restored,
    JsonObject Saved)
{
    /// <summary>Where the bits first differ from those of another run that may be longer; null where they are the same.</summary>
    public string? FirstDifference(ProbeOutcome longer)
    {
        for (var step = 0; step < AfterSteps.Count; step++)
        {
            if (step >= longer.AfterSteps.Count || AfterSteps[step] != longer.AfterSteps[step])
            {
                return $"weights or optimizer state differ after step {step + 1} of {AfterSteps.Count}";
            }
        }

        return AfterSteps.Count > 0 && AtEnd != longer.AfterSteps[AfterSteps.Count - 1] ? "weights or optimizer state changed after the last step" : null;
    }
}
