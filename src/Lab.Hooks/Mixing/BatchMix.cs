namespace Lab.Hooks;

/// <summary>
/// How one batch of N samples is mixed: sample i with sample N - 1 - i, all with the same share, as timm's <c>Mixup</c> in its mode <c>batch</c> does. Every sample keeps the larger
/// share of its own mixture.
/// </summary>
/// <remarks>
/// timm leaves the order of the mixtures as it comes. Those of a share s and of 1 - s are the same N mixtures in opposite order, for mixup and for CutMix, so choosing the order in which each sample
/// has the larger share changes no batch, and lets a sample's own label say what is mainly on its mixture.
/// </remarks>
public sealed record BatchMix
{
    private BatchMix(MixKind kind, double drawn, MixBox box, bool reversed) => (Kind, Share, Box, Reversed) = (kind, Math.Max(drawn, 1 - drawn), box, reversed);

    /// <summary>Mixup or CutMix.</summary>
    public MixKind Kind { get; }

    /// <summary>What each sample keeps of its own: from 0.5 to 1.</summary>
    public double Share { get; }

    /// <summary>CutMix: the box that is pasted; empty for mixup.</summary>
    public MixBox Box { get; }

    /// <summary>CutMix: whether the box is what each sample keeps, because it is larger than the rest.</summary>
    public bool Reversed { get; }

    /// <summary>A mixup of two samples.</summary>
    /// <param name="share">The share of one of them, from 0 to 1.</param>
    public static BatchMix Mixup(double share) => new(MixKind.Mixup, InRange(share), default, reversed: false);

    /// <summary>A CutMix of two pictures; the shares are those of the pixels in the box and outside it.</summary>
    /// <param name="box">The box that is pasted, within the picture.</param>
    /// <param name="width">Pixels per row of the pictures.</param>
    /// <param name="height">Rows of the pictures.</param>
    public static BatchMix CutMix(MixBox box, int width, int height)
    {
        var outside = 1 - ((double)box.Width * box.Height / ((double)width * height));
        return new BatchMix(MixKind.CutMix, InRange(outside), box, reversed: outside < 0.5);
    }

    /// <summary>Mixes floating-point values: pictures, or probabilities.</summary>
    /// <param name="values">[N, ...]; CutMix cuts out of [N, channels, height, width].</param>
    /// <returns>The mixture, of the same shape and type; <paramref name="values"/> stay as they are.</returns>
    public Tensor Apply(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        if (Kind == MixKind.Mixup)
        {
            return Blend(values).MoveToOuterDisposeScope();
        }

        var other = values.flip(0);
        var (below, above) = Reversed ? (other, values) : (values, other);
        var result = below.clone();
        Cut(result).copy_(Cut(above));
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>The mixture of targets by their shares.</summary>
    /// <param name="values">Probabilities or other floating-point targets, [N, ...].</param>
    /// <returns>The mixture, of the same shape and type.</returns>
    public Tensor Blend(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var scope = torch.NewDisposeScope();
        using Scalar own = Share.ToScalar();
        using Scalar others = (1 - Share).ToScalar();
        return values.mul(own).add(values.flip(0), others).MoveToOuterDisposeScope();
    }

    /// <summary>The probabilities that class indices become: the sample's own class with <see cref="Share"/>, the other's with the rest. Label smoothing is the loss's, and comes to the same as timm's.</summary>
    /// <param name="indices">Class indices, [N] of Int64.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <returns>Float32 [N, classes] on the same device.</returns>
    public Tensor Soften(Tensor indices, int classes)
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (indices.dim() != 1 || indices.dtype != torch.ScalarType.Int64)
        {
            throw new LabException($"Class indices to mix are [samples] of type Int64, not [{string.Join(", ", indices.shape)}] of type {indices.dtype}.");
        }

        using var scope = torch.NewDisposeScope();
        return Blend(torch.nn.functional.one_hot(indices, classes).to(torch.ScalarType.Float32)).MoveToOuterDisposeScope();
    }

    // The draw of timm's Mixup; null for a batch that stays as it is.
    internal static BatchMix? Draw(MixOptions options, RandomKey key, Tensor input)
    {
        var random = key.Derive(nameof(BatchMix)).CreateRandom();
        if ((options.MixupAlpha == 0 && options.CutMixAlpha == 0) || !random.NextBoolean(options.Probability))
        {
            return null;
        }

        if (options.CutMixAlpha == 0 || (options.MixupAlpha > 0 && !random.NextBoolean(options.SwitchProbability)))
        {
            return Mixup(random.NextBeta(options.MixupAlpha, options.MixupAlpha));
        }

        if (input.dim() != 4)
        {
            throw new LabException($"CutMix cuts boxes out of pictures [samples, channels, height, width], but the input is [{string.Join(", ", input.shape)}]: set --cutmix-alpha 0, or mix by --mixup-alpha.");
        }

        var (width, height) = ((int)input.size(3), (int)input.size(2));
        return CutMix(MixBox.Draw(ref random, random.NextBeta(options.CutMixAlpha, options.CutMixAlpha), width, height), width, height);
    }

    private Tensor Cut(Tensor values) => values.narrow(2, Box.Top, Box.Height).narrow(3, Box.Left, Box.Width);

    private static double InRange(double share) =>
        share is >= 0 and <= 1 ? share : throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies between 0 and 1.");
}
