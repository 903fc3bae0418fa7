namespace Lab.Testing;

/// <summary>What <see cref="DatasetContract"/> asks of a data set and its collator.</summary>
internal static class DatasetRules
{
    public static readonly ContractRule Count = new("count", "Count is not negative and always the same.", "Read the list of samples once, in the constructor.");

    public static readonly ContractRule Readable = new("readable", "every sample can be read.", "Mend or leave out the sample; a file that cannot be read throws UnreadableSampleException.");

    public static readonly ContractRule Unreadable = new(
        "unreadable", "an UnreadableSampleException names its source, the file or record, in SampleSource and in its message.", "Give the path as its first argument.");

    public static readonly ContractRule OutOfRange = new(
        "out-of-range", "an index below 0 or from Count on throws, and the message names the index.", "Call ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual and its like at the start of the indexer.");

    public static readonly ContractRule SameSample = new(
        "same-sample", "a sample depends on its index only: not on the thread, the order, or what was read before.", "Keep no position, no cache that changes and no random numbers in the data set.");

    public static readonly ContractRule Names = new("class-names", "class names are different, not empty, and at least one if there are any.", "Return null from ClassNames for data without classes.");

    public static readonly ContractRule Class = new(
        "class", "ClassOf gives null or a class from 0 to the number of ClassNames - 1, the same each time.", "Map labels to the indices of ClassNames.");

    public static readonly ContractRule Group = new(
        "group", "GroupOf gives null or a text that is not empty, the same each time.", "Return null where a sample has no relatives: an empty text would make all such samples one group.");

    public static readonly ContractRule Description = new("description", "Describe gives a text that is not empty, the same each time.", "Return the sample's file or name.");

    public static readonly ContractRule NoTensors = new(
        "no-tensors", "reading a sample and writing it into a batch makes no tensors: it runs on the loader's threads.", "Work on spans and arrays; turn bytes into tensors in ReadInput and ReadTarget.");

    public static readonly ContractRule SameBytes = new(
        "same-bytes",
        "Collator.Write depends on sample, phase and key only: not on the thread, the order, or what was written before.",
        "Draw random numbers from SampleWriter.Random only, and keep no buffers that threads share.");

    public static readonly ContractRule EveryElement = new(
        "every-element", "Collator.Write writes every element of every field.", "The memory is that of an earlier batch: clear what a short sample leaves over.");

    public static readonly ContractRule PlainEvaluation = new(
        "plain-evaluation", "outside training a batch does not depend on random numbers.", "Augment only if SampleWriter.Phase is Phase.Train.");

    public static readonly ContractRule SameBatches = new(
        "same-batches", "0, 1 and 4 loader threads give the same batches, pass after pass.", "Share nothing that can change between calls of Collator.Write, ReadInput and ReadTarget.");

    public static readonly ContractRule Rows = new(
        "rows", "every tensor that ReadInput and ReadTarget give has one row per sample.", "Keep the first dimension of what BatchTensors shows.");

    public static readonly IReadOnlyList<ContractRule> All =
    [
        Count, Readable, Unreadable, OutOfRange, SameSample, Names, Class, Group, Description, NoTensors, SameBytes, EveryElement, PlainEvaluation, SameBatches, Rows,
    ];
}
