using Lab.Tests;
using Lab.Vision.Caching;

namespace Lab.Vision.Tests.Caching;

public sealed class MappedShardTests
{
    [Test]
    public void A_file_that_cannot_be_mapped_is_not_left_open()
    {
        using var disk = SmallDisk.Mount("1m");
        var path = Path.Combine(disk.Folder, "images");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            // A hole that no address space holds.
            RandomAccess.SetLength(file, 1L << 60);
        }

        Assert.That(() => new MappedShard(path), Throws.InstanceOf<IOException>());
        Assert.That(Directory.GetFiles("/proc/self/fd").Select(handle => new FileInfo(handle).LinkTarget), Has.None.EqualTo(path));
    }

    [Test]
    public void What_is_mapped_stays_when_the_file_is_closed_and_deleted()
    {
        using var folder = new Support.TemporaryFolder();
        var path = folder.Write("images", [1, 2, 3]);
        using var shard = new MappedShard(path);
        File.Delete(path);

        Assert.That(Enumerable.Range(0, 3).Select(at => System.Runtime.InteropServices.Marshal.ReadByte(shard.At(at))), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(shard.Length, Is.EqualTo(3));
    }
}
