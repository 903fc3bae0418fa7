namespace Lab.Vision;

/// <summary>First kernels of networks for images of other channels than three, as timm's <c>adapt_input_conv</c> makes them.</summary>
public static class InputKernels
{
    /// <summary>
    /// A kernel for another number of channels: for one channel the sum over the three, so that a grey image gives what it gave as RGB; for others
    /// the three in turn, times 3 by the number, so that activations keep their size.
    /// </summary>
    /// <param name="kernel">[outputs, 3, height, width].</param>
    /// <param name="inputChannels">Channels of the images, at least 1.</param>
    /// <returns>A new tensor [outputs, <paramref name="inputChannels"/>, height, width] of the same type.</returns>
    /// <exception cref="ArgumentException">The kernel is not for three channels.</exception>
    public static Tensor Adapt(Tensor kernel, int inputChannels)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputChannels);
        if (kernel.dim() != 4 || kernel.size(1) != 3)
        {
            throw new ArgumentException($"Only kernels of shape [outputs, 3, height, width] can be adapted, not [{string.Join(", ", kernel.shape)}].", nameof(kernel));
        }

        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        if (inputChannels == 3)
        {
            return kernel.clone().MoveToOuterDisposeScope();
        }

        // Half precision would round each of the sums.
        var full = kernel.to(torch.ScalarType.Float32);
        if (inputChannels == 1)
        {
            return full.sum(1, keepdim: true).to(kernel.dtype).MoveToOuterDisposeScope();
        }

        using Scalar scale = 3.0 / inputChannels;
        return full.repeat(1, (inputChannels + 2) / 3, 1, 1).narrow(1, 0, inputChannels).mul(scale).to(kernel.dtype).MoveToOuterDisposeScope();
    }
}
