using System.Globalization;
using TorchSharp.Modules;

namespace Lab;

/// <summary>
/// What of a model is frozen at each step of a run, a pure function of the step, so that a resumed run needs no state. A frozen parameter gets no gradient, so neither weight decay nor momentum
/// moves it, and the optimizer's state of it begins when it thaws. Batch normalisation whose parameters are frozen stays in evaluation mode, whoever switches the model to training.
/// Disposing thaws everything.
/// </summary>
internal sealed class Freezing : IDisposable
{
    private readonly torch.nn.Module _model;
    private readonly (string Name, Parameter Parameter, long Until)[] _parameters;
    private readonly (BatchNorm Module, long Until)[] _norms;
    private long _step;
    private long _next = -1;

    /// <summary>Frozen parts of a model that is on its device.</summary>
    /// <param name="options">The rules, and whether all batch normalisation keeps its statistics.</param>
    /// <param name="model">The model.</param>
    /// <param name="loss">The loss, whose parameters are named <c>loss.*</c>.</param>
    /// <param name="stepsPerEpoch">Optimizer steps of an epoch.</param>
    /// <param name="problems">Where faults of the rules go.</param>
    public Freezing(TrainerOptions options, torch.nn.Module model, torch.nn.Module? loss, long stepsPerEpoch, List<string> problems)
    {
        _model = model;
        var parts = new ModelParts(model, loss);
        var until = UntilOf(options.Freeze, parts, stepsPerEpoch, problems);
        _parameters = [.. parts.Parameters.Where(pair => until.ContainsKey(pair.Key)).Select(pair => (pair.Key, pair.Value, until[pair.Key]))];
        _norms = [.. BatchNorms(model, options.FreezeBatchNorm)];
        if (parts.Parameters.Count > 0 && _parameters.Count(entry => entry.Until > 0) == parts.Parameters.Count)
        {
            problems.Add($"--freeze '{string.Join(", ", options.Freeze)}': all {parts.Parameters.Count} parameters would be frozen at the start, so there would be nothing to train. Leave a part out, such as the head.");
        }
    }

    /// <summary>Whether anything is frozen at any time.</summary>
    public bool IsEmpty => _parameters.Length + _norms.Length == 0;

    /// <summary>Elements of parameters that are frozen now and thaw within a run of so many steps.</summary>
    public long TrainedLater(long steps) => _parameters.Where(entry => _step < entry.Until && entry.Until < steps).Sum(entry => entry.Parameter.numel());

    /// <summary>Freezes and thaws what is due after so many optimizer steps of the run. Free of cost where nothing changes.</summary>
    /// <returns>Whether anything has changed.</returns>
    public bool Enter(long step)
    {
        if (_next >= 0 && step >= _step && step < _next)
        {
            return false;
        }

        (_model as IModel)?.Freeze(this);
        _step = step;
        _next = long.MaxValue;
        foreach (var (_, parameter, until) in _parameters)
        {
            parameter.requires_grad = step >= until;
            if (step < until)
            {
                _next = Math.Min(_next, until);
            }
        }

        foreach (var (_, until) in _norms.Where(entry => step < entry.Until))
        {
            _next = Math.Min(_next, until);
        }

        SetModes();
        return !IsEmpty;
    }

    /// <summary>Puts frozen batch normalisation back into evaluation mode, after the model was switched to training.</summary>
    public void Assert()
    {
        foreach (var (module, until) in _norms)
        {
            if (_step < until)
            {
                module.eval();
            }
        }
    }

    /// <summary>What is frozen now, for people.</summary>
    public string Describe()
    {
        var frozen = _parameters.Where(entry => _step < entry.Until).ToList();
        return frozen.Count == 0
            ? "no parameter is frozen"
            : string.Create(CultureInfo.InvariantCulture, $"{frozen.Count} parameters with {frozen.Sum(entry => entry.Parameter.numel()):N0} weights are frozen")
                + (_next == long.MaxValue ? string.Empty : $", the first of them until step {_next}");
    }

    public void Dispose()
    {
        (_model as IModel)?.Freeze(null);
        _step = long.MaxValue;
        foreach (var (_, parameter, _) in _parameters)
        {
            parameter.requires_grad = true;
        }

        SetModes();
    }

    // The whole model, as the trainer does at the start of an epoch: it is then each module's own business what training means.
    private void SetModes()
    {
        if (_model.training && _norms.Length > 0)
        {
            _model.train();
        }
    }

    private static Dictionary<string, long> UntilOf(IReadOnlyList<FreezeRule> rules, ModelParts parts, long stepsPerEpoch, List<string> problems)
    {
        var until = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            var names = parts.Find(rule.Part);
            if (names.Count == 0)
            {
                problems.Add(parts.Unknown("--freeze", rule.Part));
            }

            var end = rule.Duration?.ToSteps(stepsPerEpoch) ?? long.MaxValue;
            foreach (var name in names)
            {
                until[name] = Math.Max(end, until.GetValueOrDefault(name));
            }
        }

        return until;
    }

    // One with parameters of its own is frozen with the first of them that thaws; one without follows the module that holds it.
    private IEnumerable<(BatchNorm Module, long Until)> BatchNorms(torch.nn.Module model, bool all)
    {
        var ends = new Dictionary<Parameter, long>(ReferenceEqualityComparer.Instance);
        foreach (var (_, parameter, until) in _parameters)
        {
            ends[parameter] = until;
        }

        foreach (var holder in model.modules().Prepend(model))
        {
            foreach (var norm in holder.named_children().Select(child => child.module).OfType<BatchNorm>())
            {
                Parameter[] deciding = [.. norm.parameters()];
                deciding = deciding.Length > 0 ? deciding : [.. holder.parameters()];
                var end = all ? long.MaxValue : deciding.Length == 0 ? 0 : deciding.Min(parameter => ends.GetValueOrDefault(parameter));
                if (end > 0)
                {
                    yield return (norm, end);
                }
            }
        }
    }
}
