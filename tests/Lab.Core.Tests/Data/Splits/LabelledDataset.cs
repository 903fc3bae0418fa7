namespace Lab.Tests.Data.Splits;

internal sealed record Labelled(string Name, int? Label, string? Group);

internal sealed class LabelledDataset(Labelled[] samples) : Dataset<Labelled>
{
    public override int Count => samples.Length;

    public override Labelled this[int index] => samples[index];

    public override int? ClassOf(int index) => samples[index].Label;

    public override string? GroupOf(int index) => samples[index].Group;

    public override string Describe(int index) => samples[index].Name;
}

internal static class DatasetExtensions
{
    public static string[] Names(this Dataset<Labelled> subset) => [.. Enumerable.Range(0, subset.Count).Select(index => subset[index].Name)];

    public static int?[] Labels(this Dataset<Labelled> subset) => [.. Enumerable.Range(0, subset.Count).Select(index => subset[index].Label)];
}
