namespace Lab.Vision.Tests.Networks;

public sealed class VisionTransformerTests
{
    [Test]
    public void A_network_built_for_a_size_gives_what_resampling_in_each_pass_gives()
    {
        using var published = VisionTransformer.Tiny(3);
        using var sized = VisionTransformer.Tiny(3, new BackboneSettings { ImageSize = (96, 160) });
        published.eval();
        sized.eval();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        sized.load_state_dict(published.state_dict().ToDictionary(entry => entry.Key, entry => sized.AdaptWeight(entry.Key, entry.Value)));
        var images = BackboneFamilies.Images(1, 96, 160);

        Assert.That(sized.state_dict()["pos_embed"].shape, Is.EqualTo(new long[] { 1, 1 + (6 * 10), 192 }));
        Assert.That(torch.allclose(sized.forward(images), published.forward(images), rtol: 1e-4, atol: 1e-5), Is.True);
    }

    [Test]
    public void Resampling_keeps_the_token_and_a_constant_and_passes_gradients()
    {
        using var scope = torch.NewDisposeScope();
        var embedding = torch.full([1, 10, 4], 0.5f);
        embedding[0, 0] = torch.tensor(7f);
        embedding.requires_grad_();

        var resampled = PositionEmbedding.Resample(embedding, (3, 3), (5, 2));
        resampled.sum().backward();

        Assert.That(resampled.shape, Is.EqualTo(new long[] { 1, 11, 4 }));
        Assert.That(resampled[0, 0].data<float>().ToArray(), Has.All.EqualTo(7f));
        Assert.That(resampled.narrow(1, 1, 10).data<float>().ToArray(), Has.All.EqualTo(0.5f).Within(1e-6));
        Assert.That(embedding.grad!.sum().item<float>(), Is.EqualTo(44).Within(1e-3));
    }

    [Test]
    public void Sizes_that_are_no_multiples_of_the_patch_are_refused_with_the_way_out()
    {
        using var model = VisionTransformer.Tiny(2);
        using var scope = torch.NewDisposeScope();

        Assert.That(() => model.forward(torch.zeros(1, 3, 100, 96)), Throws.TypeOf<LabException>().With.Message.Contains("100 x 96").And.Message.Contains("multiples of 16"));
        Assert.That(() => VisionTransformer.Tiny(2, new BackboneSettings { ImageSize = (224, 225) }), Throws.TypeOf<LabException>().With.Message.Contains("224 x 225"));
        Assert.That(() => model.AdaptWeight("pos_embed", torch.zeros(1, 12, 192)), Throws.TypeOf<LabException>().With.Message.Contains("12"));
    }

    [Test]
    public void A_design_needs_heads_that_divide_the_width() =>
        Assert.That(() => new VisionTransformer("odd", new VisionTransformerDesign(100, 3), ImagePreprocessing.Bicubic(0.9), 2), Throws.TypeOf<LabException>().With.Message.Contains("100"));
}
