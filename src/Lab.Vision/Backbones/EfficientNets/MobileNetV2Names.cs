using System.Globalization;

namespace Lab.Vision;

/// <summary>torchvision's names for MobileNetV2: all blocks in one row, and the layers of each numbered.</summary>
internal static class MobileNetV2Names
{
    // Blocks per stage: torchvision counts them through, from features.1 on.
    private static readonly int[] Blocks = [1, 2, 3, 4, 3, 3, 1];

    // The first block has no 1x1 convolution to more channels.
    private static readonly Dictionary<string, string> FirstBlock = new(StringComparer.Ordinal)
    {
        ["0.0"] = "conv_dw", ["0.1"] = "bn1", ["1"] = "conv_pw", ["2"] = "bn2",
    };

    private static readonly Dictionary<string, string> OtherBlocks = new(StringComparer.Ordinal)
    {
        ["0.0"] = "conv_pw", ["0.1"] = "bn1", ["1.0"] = "conv_dw", ["1.1"] = "bn2", ["2"] = "conv_pwl", ["3"] = "bn3",
    };

    private static readonly Dictionary<string, string> Modules = Create();

    public static WeightNameMap Torchvision { get; } = new("torchvision", names => names.Contains("features.0.0.weight"), Rename);

    private static string? Rename(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot >= 0 && Modules.TryGetValue(name[..dot], out var module) ? module + name[dot..] : name;
    }

    private static Dictionary<string, string> Create()
    {
        var modules = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["features.0.0"] = "conv_stem",
            ["features.0.1"] = "bn1",
            ["features.18.0"] = "conv_head",
            ["features.18.1"] = "bn2",
            ["classifier.1"] = "classifier",
        };
        var feature = 1;
        for (var stage = 0; stage < Blocks.Length; stage++)
        {
            for (var block = 0; block < Blocks[stage]; block++, feature++)
            {
                foreach (var (theirs, ours) in stage == 0 ? FirstBlock : OtherBlocks)
                {
                    modules[string.Create(CultureInfo.InvariantCulture, $"features.{feature}.conv.{theirs}")] =
                        string.Create(CultureInfo.InvariantCulture, $"blocks.{stage}.{block}.{ours}");
                }
            }
        }

        return modules;
    }
}
