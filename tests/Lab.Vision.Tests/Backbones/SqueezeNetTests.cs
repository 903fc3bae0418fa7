namespace Lab.Vision.Tests.Networks;

public sealed class SqueezeNetTests
{
    // Convolutions without padding, and poolings that round up.
    [TestCase("squeezenet1_0", new long[] { 109, 54, 27, 13 })]
    [TestCase("squeezenet1_1", new long[] { 111, 55, 27, 13 })]
    public void Maps_of_the_papers_image_have_the_papers_sizes(string name, long[] sides)
    {
        using var model = Backbones.Create(name, 2);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();

        Assert.That(model.ForwardFeatureMaps(torch.zeros(1, 3, 224, 224)).Select(map => map.size(3)), Is.EqualTo(sides));
    }
}
