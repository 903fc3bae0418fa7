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
        var staying = new List<Tensor>();
        foreach (var (i, block) in blocks.Index())
        {
            // By place: comparing tensors compares what they hold, and a disposed one holds nothing.
            if (i % 100 == 99)
            {
                staying.Add(block);
            }
            else
            {
                block.Dispose();
            }
        }

        var before = Environment.WorkingSet;
        MemoryTrim.Trim();
        var after = Environment.WorkingSet;
        staying.ForEach(block => block.Dispose());

        Assert.That(after, Is.LessThan(before));
    }
}
