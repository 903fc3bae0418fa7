namespace Lab;

/// <summary>A collator that can say in plain texts how it prepares a model's input, for the headers of exported files.</summary>
public interface IInputDescription
{
    /// <summary>Texts by name, such as "preprocessing".</summary>
    IReadOnlyDictionary<string, string> Describe();
}
