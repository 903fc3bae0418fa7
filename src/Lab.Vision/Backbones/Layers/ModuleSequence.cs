using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Lab.Vision;

/// <summary>Modules in a row.</summary>
internal static class ModuleSequence
{
    /// <summary>A sequence whose parts are named 0, 1, ... as PyTorch names them.</summary>
    public static Sequential Numbered(IEnumerable<Module<Tensor, Tensor>> modules) =>
        Sequential(modules.Select((module, index) => (index.ToString(CultureInfo.InvariantCulture), module)));
}
