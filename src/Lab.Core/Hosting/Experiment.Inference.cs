using Lab.Inference;
using Lab.Native;

namespace Lab.Hosting;

/// <summary>What others than the trainer need of an experiment's model: its heads, and the model itself built anew.</summary>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    public InferenceModel CreateModel(IReadOnlyDictionary<string, string> recorded, IReadOnlyList<string>? classes)
    {
        // What a run recorded holds, whatever environment and settings say here. Options that have gone since are of no use.
        var known = definition.Catalog.Options.Select(option => option.Name).ToHashSet();
        Model<TInput, TOutput>? model = null;
        var scope = Begin(recorded.Where(pair => known.Contains(pair.Key)).ToDictionary(), null, out var options);
        try
        {
            TorchRuntime.EnsureLoaded();
            model = definition.Models.Create(options.Texts["model"], scope.ServiceProvider);
            return ForInference(model, classes, new Owned(model, scope)) ?? throw new LabException($"The models of experiment '{Name}' cannot be used here: {WhyNot}");
        }
        catch
        {
            model?.Dispose();
            scope.Dispose();
            throw;
        }
    }

    private static string WhyNot => typeof(TInput) == typeof(Tensor)
        ? $"their output is {typeof(TOutput).Name}, and nobody says where its logits are. Add .Head(name, output => ..., labels) to the experiment for each of them."
        : $"their input is {typeof(TInput).Name}, not a tensor.";

    // Null for a model whose logits nobody has pointed out.
    private OutputModel<TOutput>? ForInference(Model<TInput, TOutput> model, IReadOnlyList<string>? classes, IDisposable? owner)
    {
        if (model is not Model<Tensor, TOutput> network)
        {
            return null;
        }

        if (definition.Heads.Count > 0)
        {
            return new OutputModel<TOutput>(network, definition.Heads, owner);
        }

        var labels = classes ?? (model.ClassCount is { } count ? [.. Enumerable.Range(0, count).Select(index => $"{index}")] : null);
        return labels is null || typeof(TOutput) != typeof(Tensor)
            ? null
            : new OutputModel<TOutput>(network, [new OutputHead<TOutput>(new ModelHead(ModelHead.Only, labels), output => (Tensor)(object)output!)], owner);
    }

    private sealed class Owned(IDisposable model, IDisposable scope) : IDisposable
    {
        public void Dispose()
        {
            model.Dispose();
            scope.Dispose();
        }
    }
}
