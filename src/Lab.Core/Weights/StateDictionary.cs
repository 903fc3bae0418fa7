namespace Lab.Weights;

/// <summary>A module's parameters and persistent buffers by name.</summary>
internal static class StateDictionary
{
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Capture(torch.nn.Module module) => [.. module.state_dict()];
}
