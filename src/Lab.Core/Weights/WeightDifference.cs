namespace Lab.Weights;

/// <summary>An entry that is not the same in file and module.</summary>
/// <param name="Name">Its name in the module.</param>
/// <param name="InFile">Type and shape in the file, such as "Float32 [1000, 512]", or null if it is not there.</param>
/// <param name="InModule">Type and shape in the module, or null if it is not there.</param>
public sealed record WeightDifference(string Name, string? InFile, string? InModule)
{
    /// <summary>The difference in words.</summary>
    public override string ToString() => (InFile, InModule) switch
    {
        (null, _) => $"'{Name}' is in the model but not in the file",
        (_, null) => $"'{Name}' is in the file but not in the model",
        _ => $"'{Name}' is {InFile} in the file and {InModule} in the model",
    };
}
