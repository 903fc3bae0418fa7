using Lab.Native;

namespace Lab.Tests.Native;

[NonParallelizable]
public sealed class TorchRandomTests
{
    private static float[] Draw(RandomKey key)
    {
        TorchRandom.Rekey(key);
        using var numbers = torch.rand(5);
        return numbers.data<float>().ToArray();
    }

    [Test]
    public void One_key_gives_one_stream_whatever_was_drawn_before()
    {
        var key = RandomKey.FromSeed(7).Derive("dropout").Derive(3);
        var first = Draw(key);
        using var between = torch.rand(1000);

        Assert.That(Draw(key), Is.EqualTo(first));
        Assert.That(Draw(RandomKey.FromSeed(7).Derive("dropout").Derive(4)), Is.Not.EqualTo(first));
    }

    [Test]
    public void Normally_distributed_numbers_start_anew_too()
    {
        // The generator keeps the second number of each pair that it makes.
        using var scope = torch.NewDisposeScope();
        var key = RandomKey.FromSeed(1);
        TorchRandom.Rekey(key);
        var first = torch.randn(1).item<float>();
        TorchRandom.Rekey(key);

        Assert.That(torch.randn(1).item<float>(), Is.EqualTo(first));
    }

    [Test]
    public void The_generator_of_the_cpu_takes_the_low_32_bits_of_a_key()
    {
        Assert.That(Draw(new RandomKey(0x1_0000_0005)), Is.EqualTo(Draw(new RandomKey(5))));
        Assert.That(Draw(new RandomKey(6)), Is.Not.EqualTo(Draw(new RandomKey(5))));
    }
}
