namespace Lab.Vision;

/// <summary>Parts of parameters' names.</summary>
internal static class StageNames
{
    /// <summary>The first parts of a dotted name: "layer1.0" of "layer1.0.conv1.weight" for 2.</summary>
    public static string First(string parameter, int parts)
    {
        var end = -1;
        for (var part = 0; part < parts; part++)
        {
            end = parameter.IndexOf('.', end + 1);
            if (end < 0)
            {
                return parameter;
            }
        }

        return parameter[..end];
    }

    /// <summary>
    /// The block of a parameter in a network of stages of blocks, "stages.0.blocks.2"; a stage's downsampling, which goes before its blocks, counts to its first block.
    /// </summary>
    public static string Block(string parameter) =>
        parameter.Contains(".downsample.", StringComparison.Ordinal) ? $"{First(parameter, 2)}.blocks.0" : First(parameter, 4);
}
