using Lab.Checkpoints;
using Lab.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Hosting;

/// <content>Training the head alone: an ordinary run, but for where its batches come from.</content>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    private RunResult FitHead(
        IServiceProvider provider,
        RunFolder folder,
        Hook begin,
        Dataset<TSample> train,
        DataLoader<TInput, TTarget>? validation,
        Checkpoint? checkpoint,
        CancellationToken cancellation)
    {
        var (options, batch, views) = (provider.GetRequiredService<TrainerOptions>(), provider.GetRequiredService<LoaderOptions>().BatchSize, provider.GetRequiredService<ProbeOptions>().ProbeViews);
        using var parts = CreateModules(provider);
        Begin(parts.Model, provider, folder, checkpoint, cancellation);

        // Every sample once, whatever the sampler. Outside its own phase the training data comes as the validation data does, without augmentation.
        using var samples = CreateLoader(provider, train, views == 0 ? Phase.Validation : Phase.Train);
        using var trainFeatures = Compute(samples, views);
        using var validationFeatures = validation is null ? null : Compute(validation, views: 0);
        using var trainLoader = new FeatureLoader<TTarget>(
            trainFeatures, Phase.Train, batch, options.Seed, CreateSampler(provider, new Subset<TSample>(train, trainFeatures.Indices)));
        using var validationLoader = validationFeatures is null ? null : new FeatureLoader<TTarget>(validationFeatures, Phase.Validation, batch, options.Seed);
        using var trainer = CreateTrainer(
            provider,
            new ModelHead<TInput, TOutput>(parts.Model),
            parts.Loss,
            folder,
            logFolder: null,
            Phase.Train,
            [begin],
            options with { Freeze = ModelStages.Of(parts.Model) is null ? options.Freeze : [.. options.Freeze, new FreezeRule(ModelParts.Backbone)] });
        return trainer.Fit(trainLoader, validationLoader, checkpoint, cancellation);

        FeatureSet<TTarget> Compute(DataLoader<TInput, TTarget> loader, int views) =>
            FeatureSet.Compute(parts.Model, loader, views, options, () => CreateHooks(provider, Phase.Predict), cancellation);
    }
}
