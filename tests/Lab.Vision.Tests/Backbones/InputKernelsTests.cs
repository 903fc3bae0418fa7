using CsCheck;

namespace Lab.Vision.Tests.Networks;

public sealed class InputKernelsTests
{
    [Test]
    public void Channels_repeat_and_equal_channels_give_what_three_of_them_gave() => Gen.Int[1, 9].Sample(
        channels =>
        {
            using var scope = torch.NewDisposeScope();
            var kernel = Kernel();

            var adapted = InputKernels.Adapt(kernel, channels);

            Assert.That(adapted.shape, Is.EqualTo(new long[] { 2, channels, 5, 5 }));
            if (channels > 3)
            {
                Assert.That(BackboneFamilies.Same(adapted.select(1, 3), adapted.select(1, 0)), Is.True);
            }

            // Exact where every one of the three is there equally often.
            if (channels == 1 || channels % 3 == 0)
            {
                Assert.That(torch.allclose(adapted.sum(1), kernel.sum(1), atol: 1e-6), Is.True);
            }
        },
        iter: 20);

    [Test]
    public void Half_precision_is_summed_in_single()
    {
        using var scope = torch.NewDisposeScope();
        var kernel = Kernel();

        var adapted = InputKernels.Adapt(kernel.to(torch.float16), 1);

        Assert.That(adapted.dtype, Is.EqualTo(torch.float16));
        Assert.That(BackboneFamilies.Same(adapted, kernel.to(torch.float16).to(torch.float32).sum(1, keepdim: true).to(torch.float16)), Is.True);
    }

    [Test]
    public void A_kernel_of_other_than_three_channels_is_refused()
    {
        using var scope = torch.NewDisposeScope();

        Assert.That(() => InputKernels.Adapt(torch.zeros(2, 4, 3, 3), 1), Throws.ArgumentException.With.Message.Contains("[2, 4, 3, 3]"));
        Assert.That(() => InputKernels.Adapt(torch.zeros(2, 3), 1), Throws.ArgumentException);
        Assert.That(() => InputKernels.Adapt(Kernel(), 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static Tensor Kernel() => BackboneFamilies.Images(2, 5, 5);
}
