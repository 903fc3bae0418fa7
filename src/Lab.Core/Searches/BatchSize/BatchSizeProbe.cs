using System.Diagnostics;

namespace Lab.Searches;

/// <summary>
/// The outermost hook of a short fit with one batch size: measures time from the end of the first step on, and memory where it is highest, which is when the forward pass has kept what the
/// backward pass needs, or in one of the two.
/// </summary>
internal sealed class BatchSizeProbe(bool cuda) : OptimHook
{
    private long _started;
    private long _ended;
    private long _samples;

    public long Memory { get; private set; } = Environment.WorkingSet;

    public double SamplesPerSecond => _samples / Stopwatch.GetElapsedTime(_started, _ended).TotalSeconds;

    public override void Loss(LossContext loss, LossDelegate next)
    {
        next(loss);
        Look();
    }

    public override void Backward(BackwardContext backward, BackwardDelegate next)
    {
        next(backward);
        Look();
    }

    public override void Step(StepContext step, StepDelegate next)
    {
        next(step);
        Look();
        if (cuda)
        {
            torch.cuda.synchronize();
        }

        _ended = Stopwatch.GetTimestamp();
        if (_started == 0)
        {
            _started = _ended;
        }
        else
        {
            _samples += step.Samples;
        }
    }

    private void Look() => Memory = Math.Max(Memory, Environment.WorkingSet);
}
