using Lab.Native;
using Lab.Optimization;
using Lab.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lab.Hosting;

/// <content>The parts of a run: loaders, model, loss, hooks and trainer, each made anew from the services.</content>
internal sealed partial class Experiment<TSample, TInput, TOutput, TTarget>
{
    private DatasetLoader<TSample, TInput, TTarget> CreateLoader(IServiceProvider provider, Dataset<TSample> data, Phase phase) => new(
        data, definition.Collator!(provider), phase, provider.GetRequiredService<LoaderOptions>(), provider.GetRequiredService<TrainerOptions>().Seed);

    // Samples that are to be overfitted come as in validation: one order, no augmentation.
    private DatasetLoader<TSample, TInput, TTarget> CreateTrainLoader(IServiceProvider provider, Dataset<TSample> data, LoaderOptions? options = null) => new(
        data,
        definition.Collator!(provider),
        Overfits(provider) ? Phase.Validation : Phase.Train,
        options ?? provider.GetRequiredService<LoaderOptions>(),
        provider.GetRequiredService<TrainerOptions>().Seed,
        Overfits(provider) ? null : CreateSampler(provider, data));

    private Sampler CreateSampler(IServiceProvider provider, Dataset<TSample> data)
    {
        var options = provider.GetRequiredService<SamplingOptions>();
        return definition.Samplers.TryGetValue(options.Sampler, out var create)
            ? Sampler.Repeated(create(provider, data), options.Repeat)
            : Samplers.Create(options, data);
    }

    private RunParts CreateTrainer(IServiceProvider provider, RunFolder? folder, Phase phase, params IReadOnlyList<Hook> first) =>
        CreateParts((model, loss) => CreateTrainer(provider, model, loss, folder, logFolder: null, phase, first), provider);

    private RunParts CreateParts(Func<Model<TInput, TOutput>, Loss<TOutput, TTarget>, Trainer<TInput, TOutput, TTarget>> createTrainer, IServiceProvider provider)
    {
        var modules = CreateModules(provider);
        return new RunParts(createTrainer(modules.Model, modules.Loss), modules);
    }

    private RunModules CreateModules(IServiceProvider provider)
    {
        TorchRuntime.EnsureLoaded();
        var options = provider.GetRequiredService<RunScope>().Options;
        TorchRandom.Rekey(RandomKey.FromSeed(provider.GetRequiredService<TrainerOptions>().Seed).Derive("weights"));
        var model = definition.Models.Create(options.Texts["model"], provider);
        var loss = definition.Losses.Create(options.Texts["loss"], provider);
        return new RunModules(model, loss);
    }

    private Trainer<TModelInput, TOutput, TTarget> CreateTrainer<TModelInput>(
        IServiceProvider provider,
        Model<TModelInput, TOutput> model,
        Loss<TOutput, TTarget> loss,
        RunFolder? folder,
        string? logFolder,
        Phase phase,
        IReadOnlyList<Hook> first,
        TrainerOptions? options = null)
    {
        var optimizer = provider.GetRequiredService<OptimizerOptions>();
        return new Trainer<TModelInput, TOutput, TTarget>(
            new TrainerParts<TModelInput, TOutput, TTarget>
            {
                Model = model,
                Loss = loss,
                Optimizer = (module, criterion) => definition.Optimizers.Create(optimizer, module, criterion),
                LearningRate = optimizer.LearningRate,
                Schedule = Schedules.Create(provider.GetRequiredService<ScheduleOptions>()),
                Metrics = () => [.. definition.Metrics.Select(create => create(provider))],
                Hooks = [.. first, .. CreateHooks(provider, phase)],
                Checkpoints = folder?.Checkpoints,
                Experiment = Name,
                Folder = folder?.Path,
                LogFolder = logFolder,
                IsTrial = folder is null && logFolder is not null,
                Options = provider.GetRequiredService<RunScope>().Options.Texts,
            },
            options ?? provider.GetRequiredService<TrainerOptions>(),
            provider.GetService<ILogger<Trainer<TModelInput, TOutput, TTarget>>>());
    }

    // Those that only optimise have nothing to do where nothing is trained.
    private IReadOnlyList<Hook> CreateHooks(IServiceProvider provider, Phase phase)
    {
        var hooks = definition.Hooks.Select(create => create(provider)).ToList();
        foreach (var idle in hooks.Where(hook => phase != Phase.Train && hook is OptimHook))
        {
            idle.Dispose();
        }

        return [.. hooks.Where(hook => phase == Phase.Train || hook is not OptimHook)];
    }

    private sealed record RunParts(Trainer<TInput, TOutput, TTarget> Trainer, RunModules Modules) : IDisposable
    {
        public Model<TInput, TOutput> Model => Modules.Model;

        public Loss<TOutput, TTarget> Loss => Modules.Loss;

        public void Dispose()
        {
            Trainer.Dispose();
            Modules.Dispose();
        }
    }

    private sealed record RunModules(Model<TInput, TOutput> Model, Loss<TOutput, TTarget> Loss) : IDisposable
    {
        public void Dispose()
        {
            Loss.Dispose();
            Model.Dispose();
        }
    }
}
