using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hooks;

/// <summary>Steps the optimizer once per window of batches, as if they were one large batch; a shorter last window steps with what it has.</summary>
public sealed class AccumulateGradients : OptimHook
{
    /// <summary>Accumulation with the given options.</summary>
    /// <exception cref="LabValidationException">The window is below 1.</exception>
    [ActivatorUtilitiesConstructor]
    public AccumulateGradients(AccumulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Window = options.Checked().Window;
    }

    /// <summary>Accumulation over so many batches.</summary>
    /// <exception cref="LabValidationException">The window is below 1.</exception>
    public AccumulateGradients(BatchCount window)
        : this(new AccumulationOptions { Window = window })
    {
    }

    /// <inheritdoc/>
    public override bool IsEnabled => Window.Value != 1;

    /// <inheritdoc/>
    public override BatchCount Window { get; }
}
