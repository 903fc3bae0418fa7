namespace Lab.Testing;

/// <summary>What <see cref="MetricContract"/> asks of a metric.</summary>
internal static class MetricRules
{
    public static readonly ContractRule Named = new("keys", "Keys have different names that are not empty, known before any data, and Compute gives one number for each.", "Make Keys in the constructor, in the order of Compute.");

    public static readonly ContractRule Empty = new("empty", "a metric that has seen nothing computes numbers that are not infinite; NaN where undefined.", "Return double.NaN instead of dividing by zero samples.");

    public static readonly ContractRule Pure = new("compute", "Compute changes nothing and gives the same twice.", "Keep sums in Update only.");

    public static readonly ContractRule BatchSize = new("batch-size", "the numbers depend on the samples, not on how they fell into batches.", "Keep sums over samples, not means of batches.");

    public static readonly ContractRule Order = new("order", "the numbers do not depend on the order of the samples.", "Keep sums and counts, not the last or the running value.");

    public static readonly ContractRule Merge = new("merge", "merged parts give the numbers of the whole, in any order, empty parts included, and leave the parts as they are.", "Add the other's sums to this one's, field by field.");

    public static readonly ContractRule Reset = new("reset", "after Reset the metric is as a new one.", "Set every field back.");

    public static readonly ContractRule State = new(
        "state", "a state that went through JSON replaces what was there, and the metric goes on to the same numbers.", "Capture every field that Update changes, exactly, and assign all of them in RestoreState.");

    public static readonly ContractRule NoTensors = new("no-leak", "Update leaves no tensor behind.", "Read numbers with item<T>() or as spans, and keep those.");

    public static readonly ContractRule Inputs = new("inputs", "Update changes neither outputs nor targets: other metrics see them too.", "Use no in-place operations (names that end in an underscore) on what was given.");

    public static readonly IReadOnlyList<ContractRule> All = [Named, Empty, BatchSize, Order, Merge, Pure, Reset, State, NoTensors, Inputs];
}
