using Lab.Native;

namespace Lab.Tests.Native;

[NonParallelizable]
public sealed class MemoryTrimTests
{
    [Test]
    public void Freed_small_blocks_go_back_to_the_system()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.That(MemoryTrim.Trim(), Is.False);
            return;
        }

        // A block at the end keeps glibc from shrinking its heap by itself.
        var blocks = Enumerable.Range(0, 4000).Select(_ => torch.zeros(8192)).ToList();
        foreach (var block in blocks.SkipLast(1))
        {
            block.Dispose();
        }

        var before = Environment.WorkingSet;
        MemoryTrim.Trim();
        var after = Environment.WorkingSet;
        blocks[^1].Dispose();

        Assert.That(after, Is.LessThan(before));
    }
}
