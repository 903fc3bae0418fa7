namespace Lab.Vision;

/// <summary>The backbones by name. Names are timm's where timm has the network.</summary>
public static class Backbones
{
    private static readonly SortedDictionary<string, Func<int, int, Backbone>> Known = new(StringComparer.Ordinal)
    {
        ["resnet10_slim"] = ResNet.Slim10,
        ["resnet18"] = ResNet.ResNet18,
        ["resnet34"] = ResNet.ResNet34,
    };

    /// <summary>The names that <see cref="Create"/> knows, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    /// <summary>Builds a network with freshly initialised weights. Call it outside any dispose scope.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="classCount">The classifier's outputs; 0 for none.</param>
    /// <param name="inputChannels">Channels of the input images, at least 1.</param>
    /// <exception cref="LabException">There is no backbone of that name; the message lists those that there are.</exception>
    public static Backbone Create(string name, int classCount, int inputChannels = 3)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Known.TryGetValue(name, out var create)
            ? create(classCount, inputChannels)
            : throw new LabException($"There is no backbone '{name}'; choose one of {string.Join(", ", Names)}.");
    }
}
