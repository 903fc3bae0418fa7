using Lab.Training;

namespace Lab.Searches;

/// <summary>
/// The learning-rate range test of Smith, "Cyclical Learning Rates for Training Neural Networks" (2017), with exponential growth, smoothing and end as in fastai's and Lightning's finders:
/// the outermost hook of a short fit, which sets the rate of every step, sees its loss and ends the fit when the loss diverges.
/// </summary>
internal sealed class RangeTest(LearningRateSearchOptions options) : OptimHook
{
    // The first losses have hardly been smoothed, and their rates are too small to mean anything: fastai and Lightning leave them out of the suggestion too.
    private const double Ignored = 0.1;

    private readonly List<LearningRatePoint> _points = [];
    private readonly CancellationTokenSource _end = new();
    private double _average;
    private double _lowest = double.PositiveInfinity;

    /// <summary>Asks the fit to end.</summary>
    public CancellationToken End => _end.Token;

    public bool Diverged => _end.IsCancellationRequested;

    public override void Loss(LossContext loss, LossDelegate next)
    {
        next(loss);
        if (!double.IsFinite(Scalars.Read(loss.Loss)))
        {
            // With loss scaling such a step comes to no hook: it is taken for an overflow first.
            _end.Cancel();
        }
    }

    public override void Step(StepContext step, StepDelegate next)
    {
        step.LearningRate = options.MinimumRate * Math.Pow(options.MaximumRate / options.MinimumRate, (step.Number - 1) / (options.Steps.Value - 1.0));
        if (!Record(step.LearningRate, step.Loss))
        {
            _end.Cancel();
            return;
        }

        next(step);
    }

    public LearningRateCurve Curve()
    {
        var first = Math.Min((int)(options.Steps.Value * Ignored), _points.Count);
        var judged = _points[first..];
        return new LearningRateCurve { Points = _points, Diverged = Diverged, Steepest = Steepest(judged), TenthOfMinimum = judged.Count == 0 ? null : judged.MinBy(point => point.Smoothed).Rate / 10 };
    }

    /// <summary>Takes in the loss of a step, and says whether it has not diverged.</summary>
    internal bool Record(double rate, double loss)
    {
        if (!double.IsFinite(loss))
        {
            return false;
        }

        _average = (options.Smoothing * _average) + ((1 - options.Smoothing) * loss);
        var smoothed = _average / (1 - Math.Pow(options.Smoothing, _points.Count + 1));
        _points.Add(new LearningRatePoint(rate, loss, smoothed));
        _lowest = Math.Min(_lowest, smoothed);
        return smoothed <= _lowest + ((options.DivergenceFactor - 1) * Math.Abs(_lowest));
    }

    protected override void Dispose(bool disposing)
    {
        _end.Dispose();
        base.Dispose(disposing);
    }

    // Equal steps of the rate's logarithm: the difference of neighbours is the slope.
    private static double? Steepest(List<LearningRatePoint> points)
    {
        double? rate = null;
        var steepest = 0.0;
        for (var i = 1; i < points.Count - 1; i++)
        {
            var slope = points[i + 1].Smoothed - points[i - 1].Smoothed;
            if (slope < steepest)
            {
                (steepest, rate) = (slope, points[i].Rate);
            }
        }

        return rate;
    }
}
