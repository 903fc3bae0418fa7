using System.ComponentModel.DataAnnotations;

namespace Lab.Optimization;

/// <summary>Schedules by name.</summary>
public static class Schedules
{
    private static readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["constant"] = new((_, warmup) => new ConstantSchedule { Warmup = warmup }),
        ["step"] = new(
            (options, warmup) => new StepSchedule(options.StepEvery!.Value, options.Gamma) { Warmup = warmup },
            options => options.StepEvery is null ? "StepEvery is not given: the step schedule needs the length of a stair, such as '30 epochs'." : null),
        ["multi-step"] = new(
            (options, warmup) => new MultiStepSchedule(options.Milestones, options.Gamma) { Warmup = warmup },
            options => options.Milestones is not { Length: > 0 } ? "Milestones is empty: the multi-step schedule needs at least one, such as '30 epochs'." : null),
        ["exponential"] = new((options, warmup) => new ExponentialSchedule(options.Gamma, options.StepEvery ?? 1.Epochs()) { Warmup = warmup }),
        ["cosine"] = new((options, warmup) => new CosineSchedule
        {
            Warmup = warmup,
            Length = options.ScheduleLength,
            Granularity = options.ScheduleGranularity,
            MinimumRate = options.MinimumRate,
        }),
        ["polynomial"] = new((options, warmup) => new PolynomialSchedule(options.Power)
        {
            Warmup = warmup,
            Length = options.ScheduleLength,
            Granularity = options.ScheduleGranularity,
            MinimumRate = options.MinimumRate,
        }),
        ["linear"] = new((options, warmup) => new LinearSchedule
        {
            Warmup = warmup,
            Length = options.ScheduleLength,
            Granularity = options.ScheduleGranularity,
            StartFactor = options.LinearStart,
            EndFactor = options.LinearEnd,
        }),
        ["one-cycle"] = new(
            (options, warmup) => new OneCycleSchedule
            {
                Warmup = warmup,
                Length = options.ScheduleLength,
                Granularity = options.ScheduleGranularity,
                MaximumRate = options.MaximumRate,
                RiseFraction = options.RiseFraction,
                InitialDivisor = options.InitialDivisor,
                FinalDivisor = options.FinalDivisor,
                Annealing = options.Annealing,
                ThreePhases = options.ThreePhases,
            },
            options => options.ThreePhases && options.RiseFraction > 0.5
                ? FormattableString.Invariant($"RiseFraction is {options.RiseFraction}: with three phases the rate falls for as long as it rises, so at most 0.5 of the cycle is left for the rise.")
                : null),
        ["warm-restarts"] = new(
            (options, warmup) => new WarmRestartsSchedule(options.FirstCycle!.Value, options.CycleMultiplier)
            {
                Warmup = warmup,
                Granularity = options.ScheduleGranularity,
                MinimumRate = options.MinimumRate,
            },
            options => options.FirstCycle is null ? "FirstCycle is not given: the warm-restarts schedule needs the length of its first cycle, such as '10 epochs'." : null),
        ["plateau"] = new((options, warmup) => new PlateauSchedule(options.PlateauMonitor, options.Gamma, options.PlateauPatience)
        {
            Warmup = warmup,
            MinimumRate = options.MinimumRate,
            Threshold = options.PlateauThreshold,
            Cooldown = options.PlateauCooldown,
        }),
    };

    /// <summary>The names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _entries.Keys];

    /// <summary>Builds the schedule that the options name.</summary>
    /// <exception cref="LabValidationException">The name is unknown, a value that the schedule needs is missing, or one is out of range; all problems at once.</exception>
    public static Schedule Create(ScheduleOptions options)
    {
        var problems = Check(options);
        if (problems.Count > 0)
        {
            throw new LabValidationException(problems);
        }

        var warmup = options.Warmup is { } length ? new Warmup(length, options.WarmupStartFactor, options.ScheduleGranularity) : null;
        return _entries[options.Schedule].Create(options, warmup);
    }

    /// <summary>Everything that is wrong with the options, one sentence each; empty if nothing is.</summary>
    public static IReadOnlyList<string> Check(ScheduleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var name = result.MemberNames.FirstOrDefault();
            var value = name is null ? null : typeof(ScheduleOptions).GetProperty(name)?.GetValue(options);
            problems.Add(FormattableString.Invariant($"{name} is {value}: {result.ErrorMessage}"));
        }

        if (options.Warmup is { Count: < 0 } warmup)
        {
            problems.Add($"Warmup is '{warmup}': the duration must not be negative.");
        }

        Positive(nameof(options.StepEvery), options.StepEvery, problems);
        Positive(nameof(options.ScheduleLength), options.ScheduleLength, problems);
        Positive(nameof(options.FirstCycle), options.FirstCycle, problems);
        foreach (var milestone in options.Milestones ?? [])
        {
            Positive(nameof(options.Milestones), milestone, problems);
        }

        if (!_entries.TryGetValue(options.Schedule ?? string.Empty, out var entry))
        {
            problems.Add($"--schedule {options.Schedule}: there is no such schedule. Choose {string.Join(", ", Names)}.");
        }
        else if (entry.Check?.Invoke(options) is { } problem)
        {
            problems.Add(problem);
        }

        return problems;
    }

    private static void Positive(string name, Duration? value, List<string> problems)
    {
        if (value is { Count: <= 0 } duration)
        {
            problems.Add($"{name} is '{duration}': the duration must be at least one epoch or step.");
        }
    }

    private sealed record Entry(Func<ScheduleOptions, Warmup?, Schedule> Create, Func<ScheduleOptions, string?>? Check = null);
}
