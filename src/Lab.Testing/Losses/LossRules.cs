namespace Lab.Testing;

/// <summary>What <see cref="LossContract"/> asks of a loss.</summary>
internal static class LossRules
{
    public static readonly ContractRule Computes = new("computes", "the loss takes the batch.", "Read the error; the first samples of the batch are enough to see it again.");

    public static readonly ContractRule Scalar = new("scalar", "the loss is one number, a tensor without dimensions.", "Take the mean over the samples.");

    public static readonly ContractRule Finite = new("finite", "the loss is finite.", "Work on logits with log_softmax or logsigmoid instead of the logarithm of a probability.");

    public static readonly ContractRule Flows = new("gradient", "a gradient reaches the output, finite and somewhere not zero.", "Use no argmax, no comparison, no detach() and no numbers read with item<T>() between output and loss.");

    public static readonly ContractRule Agrees = new(
        "gradient-agrees", "the gradient is the derivative: it agrees with central differences in float64.", "Look for parts of the loss that are detached, or that are computed without a gradient.");

    public static readonly ContractRule Mean = new("mean", "the loss is a mean over samples: of a batch that holds every sample twice it is the same.", "Divide by the samples, once: take the mean, not the sum.");

    public static readonly ContractRule Same = new("same-bits", "the same batch gives the same bits, with and without gradients.", "Draw no random numbers, and keep nothing from one call to the next.");

    public static readonly ContractRule Inputs = new("inputs", "outputs and targets stay as they are: metrics see them too.", "Use no in-place operations (names that end in an underscore) on what was given.");

    public static readonly ContractRule NoLeak = new("no-leak", "no tensor stays behind when the batch's scope has ended.", "Keep no tensor in a field; constant ones are made in the constructor.");

    public static readonly IReadOnlyList<ContractRule> All = [Computes, Scalar, Finite, Flows, Agrees, Mean, Same, Inputs, NoLeak];
}
