namespace Lab;

/// <summary>The name of a number that a metric produces, and which way is better.</summary>
/// <param name="Name">The plain name, such as <c>loss</c> or <c>macro_f1</c>; <c>/</c> separates parts, as in <c>age/accuracy</c>.</param>
/// <param name="HigherIsBetter">True for accuracies, false for losses and errors.</param>
public sealed record MetricKey(string Name, bool HigherIsBetter = true)
{
    /// <summary>The loss, which every phase with targets produces.</summary>
    public static MetricKey Loss { get; } = new("loss", HigherIsBetter: false);

    /// <summary>This key's name within a phase, such as <c>validation/loss</c>.</summary>
    public string In(Phase phase) => $"{phase.ToString().ToLowerInvariant()}/{Name}";

    /// <summary>This key below a prefix, such as <c>age/accuracy</c>; itself if the prefix is empty.</summary>
    public MetricKey Under(string? prefix) => string.IsNullOrEmpty(prefix) ? this : this with { Name = $"{prefix}/{Name}" };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
