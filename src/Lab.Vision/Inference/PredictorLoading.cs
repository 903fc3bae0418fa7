using System.Text.Json.Nodes;
using Lab.Inference;
using Lab.Runs;
using Lab.Training;

namespace Lab.Vision;

/// <summary>From a path to a model that computes: reads, builds, loads, folds, verifies.</summary>
internal static class PredictorLoading
{
    public static PredictorMember Load(string path, PredictorOptions options, LabRunner? runner)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var device = DeviceOf(options);
        return Directory.Exists(path) ? LoadRun(path, options, device, runner) : LoadBundle(path, options, device, runner);
    }

    public static void CheckSameHeads(PredictorMember first, PredictorMember other)
    {
        if (!Same(first.Card.Heads, other.Card.Heads))
        {
            throw new LabException($"The models of an ensemble must answer the same: one has {string.Join("; ", first.Card.Heads)}, another {string.Join("; ", other.Card.Heads)}.");
        }
    }

    private static Device DeviceOf(PredictorOptions options)
    {
        if (options.Engine == PredictorEngine.Torch)
        {
            return Devices.Resolve(options.Device, out var problem) ?? throw new LabValidationException([problem!]);
        }

        return options.Device is "auto" or "cpu"
            ? torch.CPU
            : throw new LabValidationException([$"{nameof(PredictorOptions.Device)} {options.Device}: {nameof(PredictorEngine)}.{nameof(PredictorEngine.Onnx)} computes on the processor. Choose cpu, or {nameof(PredictorEngine)}.{nameof(PredictorEngine.Torch)}."]);
    }

    private static bool Same(IEnumerable<ModelHead> heads, IEnumerable<ModelHead> others) => heads.Select(head => head.ToString()).SequenceEqual(others.Select(head => head.ToString()));

    private static PredictorMember LoadRun(string path, PredictorOptions options, Device device, LabRunner? runner)
    {
        var run = TrainedRun.Open(path, options.Checkpoint, options.Weights);
        var preprocessing = run.Preparation is { } preparation
            ? ImagePreprocessing.FromJson(preparation)
            : throw new LabException($"{path} does not say how images become its model's input: its data is none of images, or its collator none of Lab.Vision's.");
        var architecture = run.Architecture ?? Architectures.OfExperiment(run.Experiment, run.Options);
        return Finish(path, Architectures.Build(architecture, run.Classes, path, runner), Load, preprocessing, ModelCards.Of(run, architecture, preprocessing, []), options, device);

        void Load(InferenceModel model)
        {
            run.CheckHeads(model.Heads);
            run.LoadInto(model.Module);
        }
    }

    private static PredictorMember LoadBundle(string path, PredictorOptions options, Device device, LabRunner? runner)
    {
        using var bundle = Bundle.Open(path);
        var card = bundle.Card;
        var main = card.Heads[0].Labels;
        var member = Finish(path, Architectures.Build(card.Architecture, main, path, runner), model => bundle.LoadInto(model.Module), card.Preprocessing, card, options, device);
        try
        {
            if (!Same(card.Heads, member.Card.Heads))
            {
                throw new LabException($"{path} answers {string.Join("; ", card.Heads)}, and the model that this application builds for it {string.Join("; ", member.Card.Heads)}: its heads or labels were changed since. Export the run anew.");
            }

            bundle.Verify(member);
            return member;
        }
        catch
        {
            member.Dispose();
            throw;
        }
    }

    private static PredictorMember Finish(
        string path, InferenceModel model, Action<InferenceModel> load, ImagePreprocessing preprocessing, ModelCard card, PredictorOptions options, Device device)
    {
        try
        {
            ((IModel)model.Module).Complete();
            load(model);
            model.Module.eval();
            if (options.FoldNormalization)
            {
                NormalizationFolding.Fold(model.Module);
            }

            card = card with { Heads = model.Heads, Preprocessing = preprocessing };
            if (options.Engine == PredictorEngine.Torch)
            {
                return new TorchMember(model, card, device);
            }

            var member = OnnxMember.Create(model, card, path, options.Threads > 0 ? options.Threads : Environment.ProcessorCount);
            model.Dispose();
            return member;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
