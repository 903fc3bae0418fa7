using System.Runtime.InteropServices;

namespace Lab.Losses;

/// <summary>Checks of what a loss is given: shapes and types, and the contents only where reading them waits for no device.</summary>
internal static class LossChecks
{
    public static void Logits(string loss, Tensor logits, ClassWeights? weights = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.dim() != 2 || !logits.is_floating_point())
        {
            throw new LabException($"{loss} takes logits of shape [samples, classes] in a floating-point type, but the model gave {Describe(logits)}.");
        }

        if (logits.size(0) == 0)
        {
            throw new LabException($"{loss} was given a batch without samples, whose mean is undefined: {Describe(logits)}.");
        }

        if (weights is not null && weights.Count != logits.size(1))
        {
            throw new LabException($"{loss} has {weights.Count} class weights, but the model gave logits of {logits.size(1)} classes: give one weight per class.");
        }
    }

    public static void ClassIndices(string loss, Tensor logits, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.dim() != 1 || target.dtype != torch.ScalarType.Int64 || target.size(0) != logits.size(0))
        {
            throw new LabException($"{loss} takes one class index per sample, {logits.size(0)} of type Int64 for logits {Describe(logits)}, but the target is {Describe(target)}.");
        }

        if (target.device_type != DeviceType.CPU || !target.is_contiguous())
        {
            return;
        }

        var classes = logits.size(1);
        var indices = MemoryMarshal.Cast<byte, long>(target.bytes);
        for (var i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)classes)
            {
                throw new LabException($"{loss}: the target of sample {i} of the batch is class {indices[i]}, but the logits have {classes} classes, numbered 0 to {classes - 1}.");
            }
        }
    }

    public static void SameShape(string loss, Tensor output, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var same = output.dim() == target.dim();
        for (var i = 0; same && i < output.dim(); i++)
        {
            same = output.size(i) == target.size(i);
        }

        if (!same)
        {
            throw new LabException($"{loss} takes targets of the shape of the model's output, {Describe(output)}, but the target is {Describe(target)}.");
        }
    }

    /// <summary>Half-precision logits in single precision: sums of exponentials lose too much in fewer bits. Others as they are.</summary>
    public static Tensor InFullPrecision(Tensor logits) =>
        logits.dtype is torch.ScalarType.Float16 or torch.ScalarType.BFloat16 ? logits.to(torch.ScalarType.Float32) : logits;

    public static string Describe(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}] of type {tensor.dtype}";
}
