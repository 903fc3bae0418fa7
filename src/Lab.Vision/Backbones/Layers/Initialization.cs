using TorchSharp.Modules;

namespace Lab.Vision;

/// <summary>How timm initialises convolutional networks.</summary>
internal static class Initialization
{
    /// <summary>He's normal initialisation by outputs (He et al. 2015, arXiv:1502.01852) for every convolution of a network.</summary>
    public static void KaimingFanOut(torch.nn.Module network)
    {
        foreach (var convolution in network.modules().OfType<Conv2d>())
        {
            torch.nn.init.kaiming_normal_(convolution.weight, mode: torch.nn.init.FanInOut.FanOut, nonlinearity: torch.nn.init.NonlinearityType.ReLU);
            if (convolution.bias is { } bias)
            {
                torch.nn.init.zeros_(bias);
            }
        }
    }
}
