using Lab.Native;

namespace Lab.Tests.Native;

[NonParallelizable]
public sealed class NativeHeapTests
{
    [Test]
    public void Freed_memory_is_kept_where_glibc_manages_it_and_nothing_tunes_it()
    {
        var tuned = new[] { "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "LD_PRELOAD", "GLIBC_TUNABLES" }.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
        if (!OperatingSystem.IsLinux() || tuned)
        {
            Assert.Ignore("Another system's heap, or one that the environment tunes.");
        }

        Assert.That(NativeHeap.KeepFreed(), Is.True);
        Assert.That(NativeHeap.KeepFreed(), Is.True, "a second call finds it done");
    }

    [Test]
    public void Freed_small_blocks_go_back_to_the_system()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.That(NativeHeap.Trim(), Is.False);
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
        NativeHeap.Trim();
        var after = Environment.WorkingSet;
        staying.ForEach(block => block.Dispose());

        Assert.That(after, Is.LessThan(before));
    }
}
