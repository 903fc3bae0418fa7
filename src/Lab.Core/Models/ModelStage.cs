namespace Lab;

/// <summary>Parameters of a network that lie at one depth: the stem, a block, or the head.</summary>
/// <param name="Name">"stem", "head", or the block's name in the state dictionary, such as "layer1.0"; never empty.</param>
/// <param name="Parameters">Names of its parameters in the network's <c>named_parameters()</c>.</param>
public sealed record ModelStage(string Name, IReadOnlyList<string> Parameters)
{
    /// <summary>The name of the first stage of a network.</summary>
    public const string Stem = "stem";

    /// <summary>The name of the last stage, which gives the answers: all that fine-tuning begins anew.</summary>
    public const string Head = "head";
}
