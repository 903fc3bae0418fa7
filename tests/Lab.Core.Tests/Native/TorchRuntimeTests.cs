using Lab.Native;

namespace Lab.Tests.Native;

public sealed class TorchRuntimeTests
{
    [Test]
    public void Torch_loads_with_nothing_installed_but_the_sdk()
    {
        TorchRuntime.EnsureLoaded();

        using var sum = torch.ones(2, 2).sum();
        Assert.That(sum.item<float>(), Is.EqualTo(4f));
    }
}
