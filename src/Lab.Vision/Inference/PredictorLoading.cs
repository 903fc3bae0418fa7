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
        var device = Devices.Resolve(options.Device, out var problem) ?? throw new LabValidationException([problem!]);
        return Directory.Exists(path) ? LoadRun(path, options, device, runner) : LoadBundle(path, options, device, runner);
    }

    public static void CheckSameHeads(PredictorMember first, PredictorMember other)
    {
        if (!first.Card.Heads.Select(Describe).SequenceEqual(other.Card.Heads.Select(Describe)))
        {
            throw new LabException($"The models of an ensemble must answer the same: one has {string.Join("; ", first.Card.Heads.Select(Describe))}, another {string.Join("; ", other.Card.Heads.Select(Describe))}.");
        }
    }

    private static PredictorMember LoadRun(string path, PredictorOptions options, Device device, LabRunner? runner)
    {
        var run = TrainedRun.Open(path, options.Checkpoint, options.Weights);
        var preprocessing = run.Preparation is { } preparation
            ? ImagePreprocessing.FromJson(preparation)
            : throw new LabException($"{path} does not say how images become its model's input: its data is none of images, or its collator none of Lab.Vision's.");
        var architecture = run.Architecture ?? Architectures.OfExperiment(run.Experiment, run.Options);
        return Finish(Architectures.Build(architecture, run.Classes, path, runner), run.LoadInto, preprocessing, ModelCards.Of(run, architecture, preprocessing, []), options, device);
    }

    private static PredictorMember LoadBundle(string path, PredictorOptions options, Device device, LabRunner? runner)
    {
        using var bundle = Bundle.Open(path);
        var card = bundle.Card;
        var main = card.Heads[0].Labels;
        var member = Finish(Architectures.Build(card.Architecture, main, path, runner), bundle.LoadInto, card.Preprocessing, card, options, device);
        try
        {
            if (!card.Heads.Select(Describe).SequenceEqual(member.Card.Heads.Select(Describe)))
            {
                throw new LabException($"{path} answers {string.Join("; ", card.Heads.Select(Describe))}, and the model that this application builds for it {string.Join("; ", member.Card.Heads.Select(Describe))}: its heads or labels were changed since. Export the run anew.");
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

    private static PredictorMember Finish(InferenceModel model, Action<torch.nn.Module> load, ImagePreprocessing preprocessing, ModelCard card, PredictorOptions options, Device device)
    {
        try
        {
            ((IModel)model.Module).Complete();
            load(model.Module);
            model.Module.eval();
            if (options.FoldNormalization)
            {
                NormalizationFolding.Fold(model.Module);
            }

            return new PredictorMember(model, card with { Heads = model.Heads, Preprocessing = preprocessing }, device);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static string Describe(ModelHead head) => $"{head.Name} ({string.Join(", ", head.Labels)})";
}
