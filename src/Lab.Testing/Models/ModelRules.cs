namespace Lab.Testing;

/// <summary>What <see cref="ModelContract"/> asks of a model.</summary>
internal static class ModelRules
{
    public static readonly ContractRule Registered = new("registered", "every module and parameter that the model holds is part of its state, under a usable name.", "The text says which field, and what to use instead.");

    public static readonly ContractRule Computes = new(
        "computes", "the model takes batches of 1, 2, 3 and 5 samples in evaluation, and of 2, 3 and 5 in training.", "Read the error; sizes come from input.size(0), not from a constant.");

    public static readonly ContractRule Rows = new("rows", "every tensor of the output has one row per sample.", "Keep the first dimension: flatten from dimension 1, and squeeze only dimensions that are named.");

    public static readonly ContractRule Modes = new(
        "modes", "train() and eval() reach every module, and a forward pass leaves the mode as it is.", "Call base.train(on) in an override, and switch no mode in forward.");

    public static readonly ContractRule Evaluation = new(
        "evaluation", "in evaluation the same input gives the same bits, and weights and buffers stay as they are.", "Give functional.dropout and the like the model's own 'training', and update buffers only then.");

    public static readonly ContractRule Independent = new(
        "independent", "in evaluation the answer for a sample does not depend on the other samples of the batch.", "Normalise over a sample's own features, or with statistics that were learnt in training.");

    public static readonly ContractRule Seed = new("same-seed", "the same seed gives the same weights, and the same bits in training.", "Draw from torch's generators only, which every run keys, or from a RandomKey.");

    public static readonly ContractRule State = new(
        "state", "a second model with the saved state of the first gives the same bits.", "What answers depend on has to be a parameter or a persistent buffer: a field of type Parameter or Tensor.");

    public static readonly ContractRule Gradients = new(
        "gradients", "every trainable parameter gets a finite gradient.", "Remove the parameter, freeze it (requires_grad = false), or name it in ModelContractOptions.WithoutGradient.");

    public static readonly ContractRule Inputs = new("inputs", "the input stays as it is.", "Use no in-place operations (names that end in an underscore, inplace: true) on the input itself.");

    public static readonly ContractRule Features = new(
        "features", "a model that implements IFeatureModel answers in a forward pass what its head answers from what it embeds.", "Let forward return Answer(Embed(input)).");

    public static readonly ContractRule Stages = new(
        "stages", "the stages of a model that knows its depths hold every parameter once, under its own name.", "Name in IStagedModel.Stages what named_parameters() gives, each in one stage.");

    public static readonly ContractRule NoLeak = new("no-leak", "no tensor stays behind when the batch's scope has ended.", "Keep no tensor of a forward pass in a field.");

    public static readonly IReadOnlyList<ContractRule> All = [Registered, Computes, Rows, Modes, Evaluation, Independent, Seed, State, Gradients, Inputs, Features, Stages, NoLeak];
}
