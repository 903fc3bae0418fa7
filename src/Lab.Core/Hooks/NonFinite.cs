using System.Globalization;

namespace Lab;

/// <summary>A loss or gradients of a training step that are NaN or infinite.</summary>
public sealed record NonFinite
{
    private const int NamesInText = 5;

    /// <summary>The training epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The number of the optimizer step, from 1, that the window makes or would have made.</summary>
    public required long Step { get; init; }

    /// <summary>Where it was found: the batch whose loss it is, or all batches of the window if the losses are finite and their gradients are not.</summary>
    public required IReadOnlyList<BatchSamples> Batches { get; init; }

    /// <summary>The names of these batches' samples, as their data set gives them.</summary>
    public required IReadOnlyList<string> Samples { get; init; }

    /// <summary>The loss: NaN or infinite if it is what was found, otherwise the mean of the window.</summary>
    public required double Loss { get; init; }

    /// <summary>The parameters whose gradients are not finite; empty if the loss is what was found.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>What the run does about it.</summary>
    public required NonFinitePolicy Policy { get; init; }

    /// <summary>The folder that the batch was written to, or null if it was not (<see cref="TrainerOptions.DumpNonFinite"/>).</summary>
    public string? Dump { get; init; }

    /// <summary>Whether it is the loss that is not finite.</summary>
    public bool IsLoss => Parameters.Count == 0;

    /// <summary>What was found and where, in words.</summary>
    public string Describe()
    {
        var what = IsLoss
            ? string.Create(CultureInfo.InvariantCulture, $"the loss is {Loss}")
            : string.Create(CultureInfo.InvariantCulture, $"the loss is {Loss:g6}, but the gradients of {Few(Parameters)} are not finite");
        var batches = Batches.Count == 1 ? $"batch {Batches[0].Batch}" : $"batches {Batches[0].Batch} to {Batches[^1].Batch}";
        return string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch}, step {Step}, {batches}: {what} (samples: {Few(Samples)})");
    }

    private static string Few(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesInText)) + (names.Count > NamesInText ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - NamesInText} more") : string.Empty);
}

/// <summary>A batch and its samples.</summary>
/// <param name="Batch">The batch in its epoch, from 0.</param>
/// <param name="Indices">The samples' indices in their data set.</param>
public sealed record BatchSamples(int Batch, IReadOnlyList<int> Indices);
