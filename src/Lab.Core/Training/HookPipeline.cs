using System.Text.Json.Nodes;
using Lab.Checkpoints;
using Lab.Profiling;

namespace Lab.Training;

/// <summary>Calls the hooks of a run in their order, and names the one that throws.</summary>
internal sealed class HookPipeline : IDisposable
{
    private readonly EpochHook[] _epochHooks;
    private readonly BatchHook[] _batchHooks;
    private readonly OptimHook[] _optimHooks;
    private readonly WeightAveraging[] _averagings;
    private bool _disposed;

    // What model, loss or optimizer threw: it passes through the hooks around them and is not theirs.
    private Exception? _foreign;

    public HookPipeline(IReadOnlyList<Hook> hooks)
    {
        All = hooks;
        Active = [.. hooks.Where(hook => hook.IsEnabled)];
        _epochHooks = [.. Active.OfType<EpochHook>()];
        _batchHooks = [.. Active.OfType<BatchHook>()];
        _optimHooks = [.. Active.OfType<OptimHook>()];
        Recomputes = _optimHooks.Any(hook => hook.Recomputes);
        Stateful = [.. hooks.Select(hook => StatefulPart.Of(hook, hook.Name) is { } part ? new NamedState(this, hook, part) { Key = part.Key } : null).OfType<StatefulPart>()];
        _averagings = [.. Active.OfType<WeightAveraging>()];
        Tensors = [.. hooks.Where(hook => hook is ITensorStateful and not WeightAveraging)];
    }

    public IReadOnlyList<Hook> All { get; }

    /// <summary>The hooks that take part.</summary>
    public IReadOnlyList<Hook> Active { get; }

    /// <summary>The states of all hooks: one that is off now may be on when the run goes on.</summary>
    public IReadOnlyList<StatefulPart> Stateful { get; }

    /// <summary>The hooks whose state has tensors, but for <see cref="Averaging"/>.</summary>
    public IReadOnlyList<Hook> Tensors { get; }

    /// <summary>What keeps an average of the weights, or null. A run with more than one is refused.</summary>
    public WeightAveraging? Averaging => _averagings.FirstOrDefault();

    /// <summary>The names of the hooks whose state has tensors.</summary>
    public IReadOnlyList<string> TensorNames => [.. Tensors.Concat(_averagings).Select(hook => hook.Name)];

    /// <summary>The hooks that take part in a search: those that decide how a step goes, which averages do not.</summary>
    public IReadOnlyList<OptimHook> Searched => [.. _optimHooks.Where(hook => hook is not WeightAveraging)];

    public bool SeesBatches => _batchHooks.Length > 0;

    /// <summary>Says where the run stands, for errors.</summary>
    public Func<string> Where { get; set; } = () => "before the run";

    /// <summary>Measures the calls, or null; set before the chains are wrapped.</summary>
    public Profiler? Profiler { get; set; }

    /// <summary>Batches of a window: what the one hook that accumulates asks for.</summary>
    public int Window => _optimHooks.Select(hook => hook.Window.Value).Append(1).Max();

    /// <summary>Whether a hook may ask for a second pass over a batch.</summary>
    public bool Recomputes { get; }

    public void Attach(OptimParts parts) => Each(_optimHooks, nameof(OptimHook.Attach), parts, static (hook, parts) => hook.Attach(parts));

    public void RunStart(RunInfo run) => Each(Active, nameof(Hook.OnRunStart), run, static (hook, run) => hook.OnRunStart(run));

    public void EpochStart(EpochStart epoch) => Each(_epochHooks, nameof(EpochHook.OnEpochStart), epoch, static (hook, epoch) => hook.OnEpochStart(epoch));

    public void EpochEnd(EpochEnd epoch) => Each(_epochHooks, nameof(EpochHook.OnEpochEnd), epoch, static (hook, epoch) => hook.OnEpochEnd(epoch));

    public void EpochReport(EpochReport report, RunControl control) => Each(_epochHooks, nameof(EpochHook.OnEpochReport), (report, control), static (hook, call) =>
    {
        call.control.Caller = hook;
        hook.OnEpochReport(call.report, call.control);
    });

    public void NonFinite(NonFinite found, RunControl control) => Each(_epochHooks, nameof(EpochHook.OnNonFinite), (found, control), static (hook, call) =>
    {
        call.control.Caller = hook;
        hook.OnNonFinite(call.found, call.control);
    });

    public void Checkpoint(Position position) => Each(_epochHooks, nameof(EpochHook.OnCheckpoint), position, static (hook, position) => hook.OnCheckpoint(position));

    public void BatchStart(BatchStart batch) => Each(_batchHooks, nameof(BatchHook.OnBatchStart), batch, static (hook, batch) => hook.OnBatchStart(batch));

    public void BatchEnd(BatchEnd batch, RunControl control) => Each(_batchHooks, nameof(BatchHook.OnBatchEnd), (batch, control), static (hook, call) =>
    {
        call.control.Caller = hook;
        hook.OnBatchEnd(call.batch, call.control);
    });

    /// <summary>Offers the weights to the average, once every hook has had the step.</summary>
    public void AfterStep(long step, bool stepped) => Each(_averagings, nameof(WeightAveraging.AfterStep), (step, stepped), static (hook, call) => hook.AfterStep(call.step, call.stepped));

    /// <summary>Tells every hook of a failure, the last one first; errors of their own are returned, not thrown.</summary>
    public IReadOnlyList<Exception> Fault(RunFault fault) => EachInReverse(Active, nameof(Hook.OnFault), hook => hook.OnFault(fault));

    /// <summary>Tells every hook of the end, the last one first; errors of their own are returned, not thrown.</summary>
    public IReadOnlyList<Exception> RunEnd(RunResult result) => EachInReverse(Active, nameof(Hook.OnRunEnd), hook => hook.OnRunEnd(result));

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (EachInReverse(All, nameof(Hook.Dispose), hook => hook.Dispose()) is { Count: > 0 } errors)
        {
            throw errors.Count == 1 ? errors[0] : new AggregateException(errors);
        }
    }

    public LossDelegate WrapLoss(LossDelegate core) =>
        Wrap<LossContext, LossDelegate>(new(core), nameof(OptimHook.Loss), next => new(next), static (hook, context, next) => hook.Loss(context, next));

    public BackwardDelegate WrapBackward(BackwardDelegate core) =>
        Wrap<BackwardContext, BackwardDelegate>(new(core), nameof(OptimHook.Backward), next => new(next), static (hook, context, next) => hook.Backward(context, next));

    public StepDelegate WrapStep(StepDelegate core) =>
        Wrap<StepContext, StepDelegate>(new(core), nameof(OptimHook.Step), next => new(next), static (hook, context, next) => hook.Step(context, next));

    /// <summary>The same work for hooks to call, whose errors are not theirs.</summary>
    public Action NotOfHooks(Action work) => () => Own(static work => work(), work);

    // What model, loss, optimizer or trainer throw passes through the hooks around them and is not theirs.
    private void Own<TContext>(Action<TContext> core, TContext context)
    {
        try
        {
            core(context);
        }
        catch (Exception error)
        {
            _foreign = error;
            throw;
        }
    }

    // The chain is built once per run: a step allocates nothing for it.
    private TDelegate Wrap<TContext, TDelegate>(
        Action<TContext> core, string member, Func<Action<TContext>, TDelegate> typed, Action<OptimHook, TContext, TDelegate> call)
    {
        Action<TContext> chain = context => Own(core, context);
        foreach (var hook in _optimHooks.Reverse())
        {
            var next = typed(chain);
            chain = context =>
            {
                try
                {
                    using var timing = Profiler?.Measure(hook, member);
                    call(hook, context, next);
                }
                catch (Exception error) when (error is not HookException && error != _foreign)
                {
                    throw new HookException(hook, member, Where(), error);
                }
            };
        }

        return typed(chain);
    }

    private void Each<THook, TCall>(IReadOnlyList<THook> hooks, string member, TCall argument, Action<THook, TCall> call)
        where THook : Hook
    {
        for (var i = 0; i < hooks.Count; i++)
        {
            try
            {
                using var timing = Profiler?.Measure(hooks[i], member);
                call(hooks[i], argument);
            }
            catch (Exception error)
            {
                throw new HookException(hooks[i], member, Where(), error);
            }
        }
    }

    private List<Exception> EachInReverse(IReadOnlyList<Hook> hooks, string member, Action<Hook> call)
    {
        var errors = new List<Exception>();
        foreach (var hook in hooks.Reverse())
        {
            try
            {
                call(hook);
            }
            catch (Exception error)
            {
                errors.Add(new HookException(hook, member, Where(), error));
            }
        }

        return errors;
    }

    // The state of a hook, so that one that fails to capture or restore it is named like any other.
    private sealed class NamedState(HookPipeline pipeline, Hook hook, StatefulPart part) : StatefulPart
    {
        public override JsonObject Capture() => Call("CaptureState", part.Capture);

        public override void Restore(JsonObject state) => Call("RestoreState", () =>
        {
            part.Restore(state);
            return state;
        });

        private JsonObject Call(string member, Func<JsonObject> call)
        {
            try
            {
                return call();
            }
            catch (Exception error) when (error is not LabException)
            {
                throw new HookException(hook, member, pipeline.Where(), error);
            }
        }
    }
}
