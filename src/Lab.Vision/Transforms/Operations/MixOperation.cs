using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lab.Vision;

/// <summary>
/// A weighted sum of an image and of changed copies of it, without the fraction, as AugMix makes it (Hendrycks et al. 2020, "AugMix: A simple data processing method to improve robustness and uncertainty").
/// </summary>
/// <param name="Weight">The weight of the image itself, from 0 to 1.</param>
/// <param name="Chains">The copies, each with its weight; all weights sum to 1.</param>
public sealed record MixOperation(float Weight, IReadOnlyList<MixChain> Chains) : PixelOperation
{
    /// <inheritdoc/>
    public override void Apply(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var length = image.Pixels.Length;
        var sums = ArrayPool<float>.Shared.Rent(length);
        try
        {
            Array.Clear(sums, 0, length);
            Add(image.Pixels, Weight, sums);
            foreach (var chain in Chains)
            {
                var plan = new TransformPlan(image.Size);
                foreach (var operation in chain.Operations)
                {
                    plan.Add(operation);
                }

                using var changed = plan.Run(image);
                Add(changed.Pixels, chain.Weight, sums);
            }

            var pixels = image.Pixels;
            for (var i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)Math.Clamp(sums[i], 0, 255);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(sums);
        }
    }

    /// <summary>Whether both are of the same weights and operations.</summary>
    public bool Equals(MixOperation? other) => other is not null && Weight.Equals(other.Weight) && Chains.SequenceEqual(other.Chains);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Weight, Chains.Count);

    /// <summary>The weights and operations in a line.</summary>
    protected override bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"Weight = {Weight:0.###}").Append(string.Concat(Chains.Select(chain => $", {chain}")));
        return true;
    }

    private static void Add(ReadOnlySpan<byte> pixels, float weight, float[] sums)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            sums[i] += weight * pixels[i];
        }
    }
}
