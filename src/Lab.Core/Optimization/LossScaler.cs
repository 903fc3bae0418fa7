namespace Lab.Optimization;

/// <summary>
/// Dynamic loss scaling for float16: the loss is multiplied before the backward pass, so that small gradients do not vanish, and the gradients are divided again before the step. Rules and
/// defaults are those of PyTorch's <c>torch.amp.GradScaler</c>: the factor is halved at an overflow and doubled after 2000 steps without one. A step whose gradients overflowed is skipped.
/// </summary>
/// <remarks>The trainer makes one for <see cref="Precision.Float16"/>. Its state is part of the run's checkpoints.</remarks>
public sealed class LossScaler : IStateful<LossScalerState>
{
    private readonly double _growthFactor;
    private readonly double _backoffFactor;
    private readonly int _growthInterval;
    private readonly double _minimum;
    private int _steps;

    /// <summary>A scaler.</summary>
    /// <param name="initialScale">The first factor. Powers of two change no bit of a gradient that is in range.</param>
    /// <param name="growthFactor">What the factor is multiplied by after <paramref name="growthInterval"/> steps without overflow; above 1.</param>
    /// <param name="backoffFactor">What the factor is multiplied by at an overflow; between 0 and 1.</param>
    /// <param name="growthInterval">Steps without overflow after which the factor grows; at least 1.</param>
    /// <param name="minimum">
    /// Where the factor stops falling. An overflow there cannot be mended by scaling and is treated as <see cref="TrainerOptions.NonFinite"/> says; PyTorch's scaler has no such bound.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public LossScaler(double initialScale = 65536, double growthFactor = 2, double backoffFactor = 0.5, int growthInterval = 2000, double minimum = 1)
    {
        Check(float.IsFinite((float)initialScale) && initialScale >= minimum, nameof(initialScale), initialScale, "The first scale is finite in float32 and at least the minimum.");
        Check(double.IsFinite(growthFactor) && growthFactor > 1, nameof(growthFactor), growthFactor, "The scale grows by a finite factor above 1.");
        Check(backoffFactor is > 0 and < 1, nameof(backoffFactor), backoffFactor, "The scale falls by a factor between 0 and 1.");
        Check(growthInterval >= 1, nameof(growthInterval), growthInterval, "The scale grows after at least 1 step.");
        Check(minimum > 0, nameof(minimum), minimum, "The smallest scale is above 0.");
        Scale = initialScale;
        _growthFactor = growthFactor;
        _backoffFactor = backoffFactor;
        _growthInterval = growthInterval;
        _minimum = minimum;
    }

    /// <summary>What the loss of the next backward pass is multiplied by.</summary>
    public double Scale { get; private set; }

    /// <summary>Whether the scale has fallen as far as it may.</summary>
    public bool IsAtMinimum => Scale <= _minimum;

    /// <summary>Divides gradients by the scale, after each backward pass of a step and before anybody reads them, and adapts the scale for the next pass.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="again">Whether they are those of a second pass for the same step: an overflow lowers the scale all the same, but the step is counted once.</param>
    /// <returns>Whether all gradients are finite; if not, the step must be skipped.</returns>
    public bool Unscale(Gradients gradients, bool again = false)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var finite = gradients.Unscale(1 / Scale);
        if (!again || !finite)
        {
            Update(finite);
        }

        return finite;
    }

    /// <inheritdoc/>
    public LossScalerState CaptureState() => new(Scale, _steps);

    /// <inheritdoc/>
    public void RestoreState(LossScalerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (Scale, _steps) = (state.Scale, state.StepsSinceChange);
    }

    private void Update(bool finite)
    {
        if (!finite)
        {
            Scale = Math.Max(_minimum, Scale * _backoffFactor);
            _steps = 0;
        }
        else if (++_steps == _growthInterval)
        {
            // As PyTorch's: a factor that float32 cannot hold would make every gradient infinite.
            Scale = float.IsFinite((float)(Scale * _growthFactor)) ? Scale * _growthFactor : Scale;
            _steps = 0;
        }
    }

    private static void Check(bool fits, string parameter, object value, string message)
    {
        if (!fits)
        {
            throw new ArgumentOutOfRangeException(parameter, value, message);
        }
    }
}

/// <summary>The state of a <see cref="LossScaler"/>.</summary>
/// <param name="Scale">What the next loss is multiplied by.</param>
/// <param name="StepsSinceChange">Steps without overflow since the scale last changed.</param>
public sealed record LossScalerState(double Scale, int StepsSinceChange);
