namespace Lab.Weights;

/// <summary>What a file says, in a message: a name or a shape in it may be as long as the file, which helps nobody.</summary>
internal static class ShortText
{
    private const int LongestText = 100;
    private const int MostNumbers = 8;

    public static string Of(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}...";

    public static string Of(IReadOnlyList<long> numbers) => numbers.Count <= MostNumbers ? string.Join(", ", numbers) : $"{string.Join(", ", numbers.Take(MostNumbers))}, and {numbers.Count - MostNumbers} more";
}
