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

        // Blocks that stay, all over the heap, keep glibc from shrinking it from the end by itself.
        var blocks = Enumerable.Range(0, 4000).Select(_ => torch.zeros(8192)).ToList();
        var staying = blocks.Where((_, i) => i % 100 == 99).ToList();
        foreach (var block in blocks.Except(staying))
        {
            block.Dispose();
        }

        var before = Environment.WorkingSet;
        MemoryTrim.Trim();
        var after = Environment.WorkingSet;
        staying.ForEach(block => block.Dispose());

        Assert.That(after, Is.LessThan(before));
    }
}
