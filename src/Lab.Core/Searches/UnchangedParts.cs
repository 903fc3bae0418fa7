using System.Text.Json.Nodes;
using Lab.Checkpoints;
using Lab.Native;
using Lab.Training;
using Lab.Weights;

namespace Lab.Searches;

/// <summary>
/// Keeps a copy of everything that trying a trainer's parts out changes, and puts it back when disposed of: weights and persistent buffers of model and loss, the mode of every module, the states
/// that hooks declare, torch's generator. Gradients are dropped, as at the end of every step.
/// </summary>
internal sealed class UnchangedParts<TInput, TOutput, TTarget> : IDisposable
{
    private readonly List<torch.nn.Module> _modules = [];
    private readonly List<(torch.nn.Module Module, string Name, Tensor Copy)> _tensors = [];
    private readonly List<TrainingModes> _modes = [];
    private readonly List<(StatefulPart Part, JsonObject State)> _states;
    private readonly List<(ITensorStateful Hook, Dictionary<string, Tensor> State)> _tensorStates;
    private readonly IDisposable _random;

    public UnchangedParts(TrainerParts<TInput, TOutput, TTarget> parts, IReadOnlyList<OptimHook> hooks)
    {
        _states = [.. hooks.Select(hook => StatefulPart.Of(hook, hook.Name)).OfType<StatefulPart>().Select(part => (part, part.Capture()))];
        _tensorStates = [.. hooks.OfType<ITensorStateful>().Select(hook => (hook, hook.CaptureTensors().ToDictionary(pair => pair.Key, pair => Copy(pair.Value))))];
        _random = TorchRandom.Preserve();
        foreach (var module in new torch.nn.Module?[] { parts.Model, parts.Loss }.OfType<torch.nn.Module>())
        {
            // Before this a part that its constructor has left unregistered would be missed.
            (module as IModel)?.Complete();
            _modules.Add(module);
            _tensors.AddRange(StateDictionary.Capture(module).Select(pair => (module, pair.Key, Copy(pair.Value))));
            _modes.Add(new TrainingModes(module, module.training));
        }
    }

    public void Dispose()
    {
        _modes.ForEach(modes => modes.Dispose());
        _random.Dispose();
        foreach (var (part, state) in _states)
        {
            part.Restore(state);
        }

        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        foreach (var module in _modules)
        {
            // By name: moving a module to a device replaces its parameters.
            var state = StateDictionary.Capture(module).ToDictionary();
            foreach (var (_, name, copy) in _tensors.Where(entry => entry.Module == module))
            {
                state[name].copy_(copy);
                copy.Dispose();
            }

            module.zero_grad();
        }

        foreach (var (hook, state) in _tensorStates)
        {
            hook.RestoreTensors(state);
            foreach (var copy in state.Values)
            {
                copy.Dispose();
            }
        }
    }

    private static Tensor Copy(Tensor tensor)
    {
        using var noGradient = torch.no_grad();
        return tensor.detach().clone().DetachFromDisposeScope();
    }
}
