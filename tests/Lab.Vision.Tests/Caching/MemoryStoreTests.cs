using System.Runtime.InteropServices;
using Lab.Vision.Caching;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Caching;

public sealed class MemoryStoreTests
{
    [Test]
    public unsafe void Memory_that_the_system_does_not_give_takes_no_room_and_ends_no_run()
    {
        var (log, asked) = (new ListLog(), 0);
        var room = new CacheRoom(ByteSize.Parse("1GB"), log);
        using var store = new MemoryStore(room, new NativeChunks(bytes => asked++ == 0 ? (IntPtr)NativeMemory.Alloc(bytes) : throw new InsufficientMemoryException()), log);
        var preparation = new Preparation(new Resize(8, 8), reducingGap: double.PositiveInfinity);
        using var image = Pictures.Made(1500, 1000);
        for (var number = 0; number < 6; number++)
        {
            store.Add($"{number}", preparation, default, image.Size, image);
        }

        Assert.That(store.Find("0", preparation, out _), Is.Not.Null);
        Assert.That(store.Find("1", preparation, out _), Is.Null);
        Assert.That(room.Used, Is.EqualTo(image.Pixels.Length));
        Assert.That(asked, Is.EqualTo(2), "who has none is not asked again");
        Assert.That(log.Lines, Has.Exactly(1).Contains("no more memory"));
    }
}
