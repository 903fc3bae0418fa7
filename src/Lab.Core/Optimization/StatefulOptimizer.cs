using Lab.Native;
using TorchSharp.Modules;

namespace Lab.Optimization;

/// <summary>
/// Base of optimizers that keep, for every parameter, a count of its steps and some tensors of its shape. A subclass names these slots and writes the update;
/// creating, saving and restoring the state is done here.
/// </summary>
/// <remarks>The state of a parameter begins at its first gradient. Parameters without a gradient are skipped and keep their count.</remarks>
public abstract class StatefulOptimizer : Optimizer
{
    private const string StepSlot = "step";

    private readonly string[] _slots;
    private readonly Dictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ParameterState> _states = new(StringComparer.Ordinal);

    /// <summary>An optimizer over the given groups.</summary>
    /// <param name="groups">The parameters; each in one group only.</param>
    /// <param name="slots">The names of the state tensors, such as <c>exp_avg</c>.</param>
    /// <exception cref="ArgumentException">A name or a parameter occurs twice, or a group's weight decay or rate scale is negative or not finite.</exception>
    protected StatefulOptimizer(IReadOnlyList<ParameterGroup> groups, params IEnumerable<string> slots)
        : base(groups)
    {
        _slots = [.. slots];
        var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        foreach (var group in groups)
        {
            if (!(group.WeightDecay >= 0 && double.IsFinite(group.WeightDecay) && group.LearningRateScale >= 0 && double.IsFinite(group.LearningRateScale)))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The parameter group '{group.Name}' has weight decay {group.WeightDecay} and learning rate scale {group.LearningRateScale}; both must be finite and not negative."), nameof(groups));
            }

            foreach (var (name, parameter) in group.Parameters)
            {
                if (!_parameters.TryAdd(name, parameter) || !seen.Add(parameter))
                {
                    throw new ArgumentException($"The parameter '{name}' of group '{group.Name}' is in the optimizer already; put each into one group only.", nameof(groups));
                }
            }
        }
    }

    /// <inheritdoc/>
    public sealed override void Step(double learningRate)
    {
        if (!(learningRate >= 0 && double.IsFinite(learningRate)))
        {
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "The learning rate must be finite and not negative.");
        }

        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        BeginStep();
        foreach (var group in Groups)
        {
            foreach (var updates in Collect(group))
            {
                Update(updates, group, learningRate * group.LearningRateScale);
            }
        }

        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<KeyValuePair<string, Tensor>> CaptureState()
    {
        var state = new List<KeyValuePair<string, Tensor>>();
        foreach (var name in _parameters.Keys)
        {
            if (_states.TryGetValue(name, out var kept))
            {
                state.Add(new($"{name}/{StepSlot}", kept.StepTensor()));
                for (var i = 0; i < _slots.Length; i++)
                {
                    state.Add(new($"{name}/{_slots[i]}", kept.Slots[i]));
                }
            }
        }

        return state;
    }

    /// <inheritdoc/>
    public sealed override void RestoreState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var owners = state.Keys.Select(Owner).ToHashSet(StringComparer.Ordinal);
        var known = _parameters.Where(parameter => owners.Contains(parameter.Key)).ToList();
        Validate(state, known);
        DisposeStates();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        foreach (var (name, parameter) in known)
        {
            var kept = ParameterState.Create(parameter, _slots.Length);
            _states.Add(name, kept);
            using var steps = state[$"{name}/{StepSlot}"].cpu();
            kept.Steps = steps.item<long>();
            for (var i = 0; i < _slots.Length; i++)
            {
                kept.Slots[i].copy_(state[$"{name}/{_slots[i]}"]);
            }
        }
    }

    /// <summary>Comes before the updates of a step, for what is common to all parameters; gradient recording is off and a dispose scope is open.</summary>
    protected virtual void BeginStep()
    {
    }

    /// <summary>
    /// Changes parameters and their slots in place; gradient recording is off and a dispose scope is open.
    /// </summary>
    /// <param name="updates">Parameters of one group, one type, one device and one count of steps.</param>
    /// <param name="group">Their group, for its weight decay.</param>
    /// <param name="learningRate">The rate, already multiplied by the group's scale.</param>
    protected abstract void Update(IReadOnlyList<ParameterUpdate> updates, ParameterGroup group, double learningRate);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DisposeStates();
        }
    }

    private static string Owner(string key) => key.LastIndexOf('/') is >= 0 and var slash ? key[..slash] : key;

    private static ParameterState CreateState(string name, Parameter parameter, int slots)
    {
        var info = new TensorInfo(parameter);
        if (!info.IsStrided || !info.IsDense() || info.Type is not (torch.ScalarType.Float32 or torch.ScalarType.Float64 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16))
        {
            throw new LabException(
                $"The parameter '{name}' cannot be optimised: it must be of a floating-point type ({info.Type} here) and fill its memory without gaps or overlap. Make it contiguous.");
        }

        return ParameterState.Create(parameter, slots);
    }

    // A step reads gradient and state as plain memory in the parameter's order, and libtorch's fused kernels check nothing of it.
    private static Tensor Fit(string name, Parameter parameter, Tensor gradient)
    {
        var target = new TensorInfo(parameter);
        var info = new TensorInfo(gradient);
        if (!info.IsStrided || !info.SameShape(target) || !info.SameTypeAndDevice(target))
        {
            throw new LabException(
                $"The gradient of '{name}' does not fit it: {gradient.dtype}[{string.Join(",", gradient.shape)}] on {gradient.device} for a parameter "
                + $"{parameter.dtype}[{string.Join(",", parameter.shape)}] on {parameter.device}. Sparse gradients are not supported; move the model before building the optimizer.");
        }

        return info.SameStrides(target) ? gradient : torch.empty_like(parameter, requires_grad: false).copy_(gradient);
    }

    private List<List<ParameterUpdate>> Collect(ParameterGroup group)
    {
        var buckets = new List<List<ParameterUpdate>>(1);
        foreach (var (name, parameter) in group.Parameters)
        {
            if (parameter.grad is not { } gradient)
            {
                continue;
            }

            if (!_states.TryGetValue(name, out var state))
            {
                _states.Add(name, state = CreateState(name, parameter, _slots.Length));
            }

            gradient = Fit(name, parameter, gradient);
            state.Follow(parameter);
            state.Steps++;
            var update = new ParameterUpdate(name, parameter, gradient, state.Steps, state.Slots);
            var bucket = buckets.Find(bucket => Alike(bucket[0], update));
            if (bucket is null)
            {
                buckets.Add(bucket = new List<ParameterUpdate>(group.Parameters.Count));
            }

            bucket.Add(update);
        }

        return buckets;
    }

    private static bool Alike(ParameterUpdate a, ParameterUpdate b) =>
        a.Step == b.Step && new TensorInfo(a.Parameter).SameTypeAndDevice(new TensorInfo(b.Parameter));

    private void Validate(IReadOnlyDictionary<string, Tensor> state, List<KeyValuePair<string, Parameter>> known)
    {
        var problems = new List<string>();
        var expected = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, parameter) in known)
        {
            Expect($"{name}/{StepSlot}", [], torch.ScalarType.Int64);
            foreach (var slot in _slots)
            {
                Expect($"{name}/{slot}", parameter.shape, parameter.dtype);
            }
        }

        problems.AddRange(state.Keys.Where(key => !expected.Contains(key)).Select(key => $"'{key}' is not part of this optimizer"));
        if (problems.Count > 0)
        {
            throw new LabException(
                $"The state does not fit the optimizer {GetType().Name}: {string.Join("; ", problems.Take(10))}{(problems.Count > 10 ? $"; and {problems.Count - 10} more" : string.Empty)}. "
                + "Resume with the model, optimizer and options that the state was saved with.");
        }

        void Expect(string key, long[] shape, torch.ScalarType type)
        {
            expected.Add(key);
            if (!state.TryGetValue(key, out var tensor))
            {
                problems.Add($"'{key}' is missing");
            }
            else if (!tensor.shape.SequenceEqual(shape) || tensor.dtype != type)
            {
                problems.Add($"'{key}' is {tensor.dtype}[{string.Join(",", tensor.shape)}], expected {type}[{string.Join(",", shape)}]");
            }
        }
    }

    private void DisposeStates()
    {
        foreach (var state in _states.Values)
        {
            state.Dispose();
        }

        _states.Clear();
    }
}
