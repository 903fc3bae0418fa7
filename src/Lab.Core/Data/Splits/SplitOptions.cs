using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Lab.Options;

namespace Lab;

/// <summary>
/// How the training data of an experiment is split. Shares hold out what the data module does not give: where there is validation data already, <see cref="ValidationShare"/> has nothing
/// to do. Folds and a frozen split are refused there.
/// </summary>
[ReadBy(LabVerbs.Data)]
public sealed class SplitOptions : IValidatableObject
{
    /// <summary>A frozen split (<see cref="Split.Write"/>) to use instead of making one; it decides everything but <see cref="Fold"/>.</summary>
    /// <value>null</value>
    [Description("Frozen split file to use, such as the split.json of an earlier run; only --fold counts beside it.")]
    [OptionName("split")]
    public string? SplitFile { get; set; }

    /// <summary>The share of the training samples that validates instead, from 0 (none) to below 1. Not used where the data has a validation part, or <see cref="Folds"/> or <see cref="SplitFile"/> is set.</summary>
    /// <value>0</value>
    [Description("Share of the training samples that validates instead, where the data has no validation part; 0 for none.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double ValidationShare { get; set; }

    /// <summary>The share of the training samples that is held out for the test, from 0 (none) to below 1. Not used where the data has a test part.</summary>
    /// <value>0</value>
    [Description("Share of the training samples that is held out for the test, where the data has no test part; 0 for none.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double TestShare { get; set; }

    /// <summary>How many folds of a cross-validation, at least 2; 0 for none. Each run trains on all but one of them.</summary>
    /// <value>0</value>
    [Description("Folds of a cross-validation, at least 2; a run trains on all but --fold. 0 for none.")]
    [Range(0, 1_000_000)]
    public int Folds { get; set; }

    /// <summary>Which fold validates, from 1.</summary>
    /// <value>1</value>
    [Description("Fold that validates, from 1.")]
    [Range(1, 1_000_000)]
    public int Fold { get; set; } = 1;

    /// <summary>Another number gives another split; runs with the same number compare. The run's own seed does not change the split.</summary>
    /// <value>0</value>
    [Description("Another number gives another split; the run's own seed does not change it.")]
    public long SplitSeed { get; set; }

    /// <summary>What the split takes care of.</summary>
    /// <value><see cref="Lab.SplitMethod.StratifiedGrouped"/></value>
    [Description("What the split takes care of: proportions of classes (stratified), groups that stay together (grouped), both, or neither (random).")]
    public SplitMethod SplitMethod { get; set; }

    private bool IsAsked => SplitFile is not null || Folds > 0 || ValidationShare > 0 || TestShare > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Folds == 1)
        {
            yield return new ValidationResult("--folds 1: a cross-validation has at least 2 folds. Use --validation-share to hold out one part.");
        }

        if (SplitFile is null && Fold > Math.Max(1, Folds))
        {
            yield return new ValidationResult($"--fold {Fold}: {(Folds == 0 ? "there are no folds; give their number with --folds" : $"the folds are numbered from 1 to {Folds}")}.");
        }

        if (Folds == 0 && ValidationShare + TestShare >= 1)
        {
            yield return new ValidationResult(string.Create(CultureInfo.InvariantCulture, $"--validation-share {ValidationShare} and --test-share {TestShare} leave nothing to train on: their sum must be below 1."));
        }
    }

    /// <summary>Splits the training data as the options say, and leaves the rest as it is. Data that was split so before, as by a data module that adds to the training part, stays as it is.</summary>
    /// <returns>The data with its parts and the <see cref="DataSplits{TSample}.Split"/> they come from; the same data if nothing is to be split.</returns>
    /// <exception cref="LabValidationException">Folds or a split file would make a part that is there already, the split file is wrong or does not fit, or there are fewer groups than parts.</exception>
    public DataSplits<TSample> Apply<TSample>(DataSplits<TSample> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var (validationShare, testShare) = (data.Validation is null ? ValidationShare : 0, data.Test is null ? TestShare : 0);
        if (data.Split is not null || data.Train is not { } train || !(SplitFile is not null || Folds > 0 || validationShare + testShare > 0))
        {
            return data;
        }

        var split = Make(train, validationShare, testShare);
        if (split.Folds > 0 && Fold > split.Folds)
        {
            throw new LabValidationException([$"--fold {Fold}: the split has {split.Folds} folds."]);
        }

        var parts = split.Apply(train, Fold);
        var problems = new[] { (Name: "validation", Theirs: data.Validation, Ours: parts.Validation), (Name: "test", Theirs: data.Test, Ours: parts.Test) }
            .Where(part => part.Theirs is not null && part.Ours is { Count: > 0 })
            .Select(part => $"The data has {part.Theirs!.Count} {part.Name} samples of its own, and {Describe()} would split others off the training data: leave one of the two out.")
            .ToList();
        return problems.Count == 0
            ? data with { Train = parts.Train, Validation = parts.Validation is { Count: > 0 } ? parts.Validation : data.Validation, Test = parts.Test ?? data.Test, Split = split, Fold = split.Folds > 0 ? Fold : 0 }
            : throw new LabValidationException(problems);
    }

    /// <summary>The options in words.</summary>
    internal string Describe()
    {
        var how = $"({EnumText.Write(SplitMethod)}, --split-seed {SplitSeed.ToString(CultureInfo.InvariantCulture)})";
        var test = TestShare > 0 ? FormattableString.Invariant($" --test-share {TestShare}") : string.Empty;
        return !IsAsked ? "none"
            : SplitFile is not null ? $"--split {SplitFile}{(Fold > 1 ? $" --fold {Fold}" : string.Empty)}"
            : Folds > 0 ? $"--folds {Folds} --fold {Fold}{test} {how}"
            : FormattableString.Invariant($"--validation-share {ValidationShare}{test} {how}");
    }

    private Split Make<TSample>(Dataset<TSample> train, double validationShare, double testShare)
    {
        if (SplitFile is not null)
        {
            return Split.Read(SplitFile);
        }

        try
        {
            return Folds > 0
                ? Split.KFold(train, Folds, SplitSeed, SplitMethod, testShare)
                : Split.HoldOut(train, validationShare, SplitSeed, SplitMethod, testShare);
        }
        catch (LabException failure) when (failure is not LabValidationException)
        {
            throw new LabValidationException([$"{Describe()}: {failure.Message}"]);
        }
    }
}
