using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lab.Vision;

/// <summary>Healthy as long as the predictor answers a grey picture in time: <c>services.AddHealthChecks().AddCheck&lt;PredictorHealthCheck&gt;("predictor")</c>.</summary>
/// <param name="predictor">The predictor.</param>
/// <remarks>The check waits in line with other requests, so a predictor that cannot keep up times out here too.</remarks>
public sealed class PredictorHealthCheck(Predictor predictor) : IHealthCheck
{
    private const int Side = 32;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var grey = new RgbImage(Side, Side);
        grey.Pixels.Fill(128);
        try
        {
            var prediction = await predictor.PredictAsync(grey, "health check", cancellationToken).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"{predictor.Models.Count} model(s), {prediction.Heads.Count} head(s)");
        }
        catch (TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, FormattableString.Invariant($"no answer within {Patience.TotalSeconds} s"));
        }
        catch (Exception failure) when (failure is LabException or ObjectDisposedException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, failure.Message, failure);
        }
    }
}
