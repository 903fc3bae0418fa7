using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>How timm initialises networks. Each method goes over all layers of its argument, itself included.</summary>
internal static class Initialization
{
    /// <summary>He's normal initialisation by outputs (He et al. 2015, arXiv:1502.01852) for every convolution.</summary>
    public static void KaimingFanOut(Module network)
    {
        foreach (var convolution in Layers<Conv2d>(network))
        {
            init.kaiming_normal_(convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
            ZeroBias(convolution.bias);
        }
    }

    /// <summary>
    /// EfficientNet's: convolutions normal with variance 2 by the outputs of one group, linear layers uniform within one by the root of their outputs
    /// (Tan and Le 2019, arXiv:1905.11946, and its reference implementation).
    /// </summary>
    public static void FanOutPerGroup(Module network)
    {
        foreach (var convolution in Layers<Conv2d>(network))
        {
            var fanOut = convolution.weight.size(0) * convolution.weight.size(2) * convolution.weight.size(3) / convolution.groups;
            init.normal_(convolution.weight, 0, Math.Sqrt(2.0 / fanOut));
            ZeroBias(convolution.bias);
        }

        foreach (var linear in Layers<Linear>(network))
        {
            var range = 1 / Math.Sqrt(linear.weight.size(0));
            init.uniform_(linear.weight, -range, range);
            ZeroBias(linear.bias);
        }
    }

    /// <summary>Normal with deviation 0.02, truncated, and biases of 0, for every linear layer: ViT's and Swin's.</summary>
    public static void TruncatedNormalLinear(Module network)
    {
        foreach (var linear in Layers<Linear>(network))
        {
            TruncatedNormal(linear.weight);
            ZeroBias(linear.bias);
        }
    }

    /// <summary>The same for convolutions too: ConvNeXt's.</summary>
    public static void TruncatedNormalAll(Module network)
    {
        TruncatedNormalLinear(network);
        foreach (var convolution in Layers<Conv2d>(network))
        {
            TruncatedNormal(convolution.weight);
            ZeroBias(convolution.bias);
        }

        foreach (var convolution in Layers<PointwiseConvolution>(network))
        {
            TruncatedNormal(convolution.weight);
            ZeroBias(convolution.bias);
        }
    }

    /// <summary>
    /// Normal with deviation 0.02. timm truncates at -2 and 2, a hundred deviations away, which no number reaches; TorchSharp's own truncation fails at such bounds.
    /// </summary>
    public static void TruncatedNormal(Tensor weight) => init.normal_(weight, 0, 0.02);

    private static IEnumerable<TLayer> Layers<TLayer>(Module network)
        where TLayer : Module => network.modules().Prepend(network).OfType<TLayer>();

    private static void ZeroBias(Tensor? bias)
    {
        if (bias is not null)
        {
            init.zeros_(bias);
        }
    }
}
