namespace Lab.Native;

/// <summary>
/// Channels-last memory: images [N, C, H, W] and convolution weights stored with the channels of one pixel side by side, which convolutions are faster on.
/// Shapes and values stay as they are.
/// </summary>
public static class MemoryFormats
{
    private static readonly TorchOperator Contiguous = new("aten::contiguous");

    /// <summary>The same values in channels-last memory; <paramref name="images"/> itself, under a second wrapper, if it is so already.</summary>
    /// <param name="images">[N, C, H, W].</param>
    /// <exception cref="ArgumentException">Not four dimensions.</exception>
    public static Tensor ToChannelsLast(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.dim() != 4)
        {
            throw new ArgumentException($"Channels-last memory is for tensors [N, C, H, W]; this one has {images.dim()} dimensions.", nameof(images));
        }

        if (TorchOperator.IsAvailable)
        {
            return Contiguous.InvokeTensor(images, (long)StableAbi.aoti_torch_memory_format_channels_last());
        }

        using var channelsInside = images.permute(0, 2, 3, 1);
        using var stored = channelsInside.contiguous();
        return stored.permute(0, 3, 1, 2);
    }

    /// <summary>Stores all weights with four dimensions in channels-last memory. Parameters stay the same objects, so optimizers and averages built on them stay right.</summary>
    /// <returns>How many parameters were stored anew.</returns>
    public static int UseChannelsLast(torch.nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var converted = 0;
        foreach (var parameter in module.parameters())
        {
            if (parameter.dim() == 4 && !parameter.stride().SequenceEqual(Strides(parameter.shape)))
            {
                using var stored = ToChannelsLast(parameter);

                // Where height, width or channels are 1, several strides mean the same memory. Gradients come with these, and an optimizer would have to copy them if the parameter had others.
                using var strided = stored.as_strided(parameter.shape, Strides(parameter.shape), stored.storage_offset());
                parameter.set_(strided);
                converted++;
            }
        }

        return converted;
    }

    /// <summary>The elements of a dense tensor as the row of numbers that they are in memory: a view, where the tensor begins in its storage.</summary>
    internal static Tensor Row(Tensor dense) => dense.as_strided([dense.numel()], [1], dense.storage_offset());

    private static long[] Strides(long[] shape) => [shape[1] * shape[2] * shape[3], 1, shape[3] * shape[1], shape[1]];

    /// <summary>Whether a tensor [N, C, H, W] lies in channels-last memory.</summary>
    public static bool IsChannelsLast(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.dim() != 4)
        {
            return false;
        }

        using var channelsInside = tensor.permute(0, 2, 3, 1);
        return channelsInside.is_contiguous();
    }
}
