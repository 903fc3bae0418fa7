namespace Lab.Optimization;

/// <summary>The step that Adam and AdamW share; they differ in where the weight decay enters.</summary>
internal static class AdamStep
{
    public static void Apply(IReadOnlyList<ParameterUpdate> updates, AdamOptions options, bool decoupled, bool fused, double weightDecay, double learningRate)
    {
        if (fused && FusedKernels.Cover(updates))
        {
            FusedKernels.StepAdam(updates, options, decoupled, weightDecay, learningRate);
            return;
        }

        var step = updates[0].Step;
        var correction1 = 1 - Math.Pow(options.Beta1, step);
        var correction2 = 1 - Math.Pow(options.Beta2, step);
        using Scalar decay = weightDecay.ToScalar();
        using Scalar shrink = (1 - (learningRate * weightDecay)).ToScalar();
        using Scalar beta1 = options.Beta1.ToScalar();
        using Scalar share1 = (1 - options.Beta1).ToScalar();
        using Scalar beta2 = options.Beta2.ToScalar();
        using Scalar share2 = (1 - options.Beta2).ToScalar();
        using Scalar root = Math.Sqrt(correction2).ToScalar();
        using Scalar epsilon = options.Epsilon.ToScalar();
        using Scalar one = 1.0.ToScalar();
        using Scalar rate = (-learningRate / correction1).ToScalar();
        foreach (var update in updates)
        {
            var gradient = update.Gradient;
            if (weightDecay != 0 && decoupled)
            {
                update.Parameter.mul_(shrink);
            }
            else if (weightDecay != 0)
            {
                gradient = gradient.add(update.Parameter, decay);
            }

            var mean = update.Slot(0).mul_(beta1).add_(gradient, share1);
            var square = update.Slot(1).mul_(beta2).addcmul_(gradient, gradient, share2);
            if (options.AmsGrad)
            {
                using var largest = torch.maximum(update.Slot(2), square);
                square = update.Slot(2).copy_(largest);
            }

            using var denominator = square.sqrt().div_(root).add_(epsilon, one);
            update.Parameter.addcdiv_(mean, denominator, rate);
        }
    }
}
