namespace Lab.Vision.Tests.Networks;

public sealed class BackboneSettingsTests
{
    [Test]
    public void Nothing_is_dropped_by_default()
    {
        var settings = BackboneSettings.Default;

        Assert.That((settings.InputChannels, settings.Dropout, settings.StochasticDepth, settings.ImageSize), Is.EqualTo((3, 0.0, 0.0, ((int, int)?)null)));
    }

    [Test]
    public void Values_out_of_range_are_named()
    {
        Assert.That(() => new BackboneSettings { InputChannels = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("InputChannels"));
        Assert.That(() => new BackboneSettings { Dropout = 1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("Dropout"));
        Assert.That(() => new BackboneSettings { Dropout = double.NaN }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BackboneSettings { StochasticDepth = -0.1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("StochasticDepth"));
        Assert.That(() => new BackboneSettings { ImageSize = (0, 224) }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("ImageSize"));
        Assert.That(() => new BackboneSettings { ImageSize = (224, -1) }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(new BackboneSettings { ImageSize = (1, 2) }.ImageSize, Is.EqualTo((1, 2)));
    }
}
