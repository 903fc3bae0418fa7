using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Lab.Checkpoints;
using Lab.Native;
using Lab.Optimization;
using Microsoft.Extensions.Logging;

namespace Lab.Training;

/// <summary>What can be wrong with the wiring of a run, found before data is touched. Every check adds to one list.</summary>
internal static class StartupChecks
{
    public static void Options(TrainerOptions options, string? folder, List<string> problems)
    {
        if (options.Epochs.Value < 1)
        {
            problems.Add($"--epochs {options.Epochs.Value}: at least 1 epoch is needed.");
        }

        if (options.MinimumEpochs.Value > options.Epochs.Value)
        {
            problems.Add($"--minimum-epochs {options.MinimumEpochs.Value}: must not exceed --epochs {options.Epochs.Value}.");
        }

        if (options.MaximumSteps is { Value: < 1 } steps)
        {
            problems.Add($"--maximum-steps {steps.Value}: at least 1 step is needed.");
        }

        if (options.ValidateEvery.Count < 1)
        {
            problems.Add($"--validate-every '{options.ValidateEvery}': must be at least '1 epoch' or '1 step'.");
        }

        if (options.SanityBatches.Value < 0)
        {
            problems.Add($"--sanity-batches {options.SanityBatches.Value}: must not be negative.");
        }

        if (options.MaximumTime is { } time && time <= TimeSpan.Zero)
        {
            problems.Add($"--maximum-time {time}: must be positive.");
        }

        if (options.DumpNonFinite && folder is null)
        {
            problems.Add("--dump-non-finite: this run has no folder to write to. Give the trainer's parts a Folder, or leave it out.");
        }
    }

    public static void Precision(Precision precision, Device device, List<string> problems, ILogger logger)
    {
        if (precision == Lab.Precision.Float16 && device.type == DeviceType.CPU)
        {
            problems.Add("--precision float16: it is for CUDA, and this run computes on the CPU. Use --precision bfloat16 (where the processor has AVX-512) or float32.");
        }

        if (precision != Lab.Precision.BFloat16)
        {
            return;
        }

        if (device.type == DeviceType.CPU && !Avx512BW.IsSupported && RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            logger.LogWarning("--precision bfloat16: this processor has no AVX-512, which libtorch's fast kernels for bfloat16 ask for; float32 may be faster here.");
        }
        else if (device.type == DeviceType.CUDA && CudaDevices.ComputeCapability(device.index) is { Major: < 8 } capability)
        {
            problems.Add($"--precision bfloat16: {device} has compute capability {capability}, and bfloat16 takes 8.0 or newer. Use --precision float16 or float32.");
        }
    }

    public static void Hooks<TInput, TOutput, TTarget>(HookPipeline hooks, List<string> problems)
    {
        foreach (var key in hooks.Stateful.GroupBy(part => part.Key).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            problems.Add($"Two hooks keep state under the name '{key}': override Name in one of them, or add it once.");
        }

        problems.AddRange(HookTensors.Problems(hooks.Tensors));
        var averaging = hooks.Active.OfType<WeightAveraging>().ToList();
        if (averaging.Count > 1)
        {
            problems.Add($"{string.Join(" and ", averaging.Select(hook => hook.Name))} both average the weights: only one hook of a run may. Turn off all but one.");
        }

        var accumulating = hooks.Active.OfType<OptimHook>().Where(hook => hook.Window.Value != 1).ToList();
        foreach (var hook in accumulating.Where(hook => hook.Window.Value < 1))
        {
            problems.Add($"Hook {hook.Name} asks for windows of {hook.Window}: at least 1 batch is needed.");
        }

        if (accumulating.Count > 1)
        {
            problems.Add($"{string.Join(" and ", accumulating.Select(hook => $"{hook.Name} ({hook.Window})"))} both ask for windows of several batches: only one hook of a run may.");
        }

        foreach (var hook in hooks.Active.OfType<OptimHook>().Where(hook => hook.Recomputes))
        {
            problems.AddRange(accumulating.Where(other => other.Window.Value > 1).Select(other =>
                $"{hook.Name} computes the gradients of a step anew, which needs windows of 1 batch, and {other.Name} asks for windows of {other.Window}: leave one of them out."));
        }

        foreach (var hook in hooks.Active.OfType<OptimHook>())
        {
            for (var type = hook.GetType(); type is not null; type = type.BaseType)
            {
                if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(OptimHook<,,>) && type != typeof(OptimHook<TInput, TOutput, TTarget>))
                {
                    problems.Add($"Hook {hook.Name} works on ({Names(type.GetGenericArguments())}), this run has ({Names(typeof(TInput), typeof(TOutput), typeof(TTarget))}).");
                }
            }
        }
    }

    public static void Averaging(WeightAveraging? averaging, long stepsPerEpoch, long totalSteps, List<string> problems)
    {
        if (averaging?.FirstStep(stepsPerEpoch) is { } first && first > totalSteps)
        {
            problems.Add($"{averaging.Name} takes in weights for the first time after step {first}, but the run has {totalSteps} steps: let it start earlier, or train for longer.");
        }
    }

    public static void Monitors(HookPipeline hooks, Schedule? schedule, IReadOnlyCollection<string> produced, List<string> problems)
    {
        var monitors = hooks.Active.SelectMany(hook => hook.Monitors.Select(monitor => (By: $"Hook {hook.Name}", Monitor: monitor)))
            .Concat(schedule?.Monitors.Select(monitor => (By: "The schedule", Monitor: monitor)) ?? []);
        foreach (var (by, monitor) in monitors.Where(entry => !produced.Contains(entry.Monitor.ToString())))
        {
            problems.Add($"{by} monitors '{monitor}', which nothing produces. There are: {string.Join(", ", produced)}.");
        }
    }

    public static void Model<TInput, TOutput>(Model<TInput, TOutput> model, IReadOnlyList<string>? classes, List<string> problems)
    {
        problems.AddRange(ModelInspection.Problems(model));
        if (classes is not null && model.ClassCount is { } heads && heads != classes.Count)
        {
            problems.Add($"{model.GetName()} has a head of {heads} classes, the data has {classes.Count}: {string.Join(", ", classes.Take(20))}. Build the model with {classes.Count} classes.");
        }
    }

    // No fault: fine-tuning at another size is common. But who did not mean it gets worse results and no error.
    public static void Preparation(torch.nn.Module model, IInputPreparation? preparation, ILogger logger)
    {
        foreach (var pretrained in model.modules().Prepend(model).OfType<IPretrained>())
        {
            if (preparation is not null && pretrained.TrainedOn is { } trained && preparation.DifferencesFrom(trained).ToList() is { Count: > 0 } differences)
            {
                logger.LogWarning(
                    "The data has {Differences}. Pretrained weights do best with what they were trained on: give the collator the preprocessing of {Model}, unless this is meant.",
                    string.Join(", and ", differences),
                    ((torch.nn.Module)pretrained).GetName());
            }
        }
    }

    public static void Data<TInput, TTarget>(DataLoader<TInput, TTarget> loader, List<string> problems)
    {
        if (loader.SampleCount == 0)
        {
            problems.Add($"The {loader.Phase.ToString().ToLowerInvariant()} data is empty: nothing to work on.");
        }
    }

    public static void Classes<TInput, TTarget>(DataLoader<TInput, TTarget> train, DataLoader<TInput, TTarget> validation, List<string> problems)
    {
        if (train.ClassNames is { } learnt && validation.ClassNames is { } judged && !learnt.SequenceEqual(judged))
        {
            problems.Add($"The classes of the validation data ({string.Join(", ", judged.Take(20))}) are not those of the training data ({string.Join(", ", learnt.Take(20))}): indices would mean different classes. Give both the same class names in the same order.");
        }
    }

    public static void Groups<TInput, TTarget>(DataLoader<TInput, TTarget> train, DataLoader<TInput, TTarget> validation, List<string> problems)
    {
        // Whoever gives the same data set twice means it, as a run does that is to overfit.
        if (train.Groups is { } learnt && validation.Groups is { } judged && !learnt.IsSameData(judged) && learnt.Overlap(judged) is { Count: > 0 } shared)
        {
            problems.Add(SplitCheck.Explain(shared, train.Phase, validation.Phase));
        }
    }

    public static void Optimizer(Optimizer optimizer, torch.nn.Module model, torch.nn.Module loss, List<string> problems)
    {
        if (ParameterGroups.Trainable(model, loss).Count == 0)
        {
            problems.Add("The model has no parameter to train: every one is frozen, or none is registered.");
        }

        problems.AddRange(ParameterGroups.Cover(optimizer.Groups, model, loss).Problems());
    }

    private static string Names(params Type[] types) => string.Join(", ", types.Select(type => type.Name));
}
