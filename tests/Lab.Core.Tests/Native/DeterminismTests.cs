using Lab.Native;

namespace Lab.Tests.Native;

[NonParallelizable]
public sealed class DeterminismTests
{
    [Test]
    public void An_operator_without_a_deterministic_algorithm_throws_inside_only()
    {
        using var scope = torch.NewDisposeScope();
        var (pooled, indices) = torch.nn.functional.max_pool2d_with_indices(torch.arange(16, dtype: torch.ScalarType.Float32).reshape(1, 1, 4, 4), [2L]);
        Tensor Unpool() => torch.nn.functional.max_unpool2d(pooled, indices, [4L, 4L]);

        using (Determinism.Require())
        {
            Assert.That(Determinism.IsRequired, Is.True);
            Assert.That(Unpool, Throws.Exception.With.Message.Contains("deterministic"));
        }

        Assert.That(Determinism.IsRequired, Is.False);
        Assert.That(Unpool().sum().item<float>(), Is.EqualTo(5f + 7 + 13 + 15));
    }

    [Test]
    public void The_end_of_an_inner_requirement_leaves_the_outer_one()
    {
        using var outer = Determinism.Require();
        using (Determinism.Require(warnOnly: true))
        {
        }

        Assert.That(Determinism.IsRequired, Is.True);
    }
}
