namespace Lab.Hooks.Tests.TensorBoard;

public sealed class EventFileWriterTests
{
    [Test]
    public void A_disk_that_fails_is_reported_and_never_blocks_the_run()
    {
        using var disk = new FullDisk();
        var writer = new EventFileWriter(disk, "events", TimeSpan.FromHours(1));

        // Several times what the queue holds: were it not emptied after the failure, this would wait for ever.
        Assert.That(
            () =>
            {
                for (var step = 0; step < 100_000; step++)
                {
                    writer.Add(new TextRecord(0, step, "tag", "text"));
                }

                writer.Dispose();
            },
            Throws.TypeOf<LabException>().With.Message.Contains("events").And.Message.Contains("disk is full"));
        Assert.That(disk.WasClosed || Closes(writer, disk), Is.True);
    }

    [Test]
    public void What_was_added_is_flushed_after_the_interval_without_further_records()
    {
        using var flushed = new ManualResetEventSlim();
        using var disk = new SignallingStream(flushed);
        using var writer = new EventFileWriter(disk, "events", TimeSpan.FromMilliseconds(1));
        writer.Add(new VersionRecord(1));
        Assert.That(flushed.Wait(TimeSpan.FromSeconds(30)), Is.True);
    }

    [Test]
    public void Waiting_for_a_disk_that_fails_ends_with_its_error()
    {
        using var disk = new FullDisk();
        var writer = new EventFileWriter(disk, "events", TimeSpan.FromHours(1));
        Assert.That(
            () =>
            {
                writer.Add(new TextRecord(0, 1, "tag", "text"));
                writer.Flush();
            },
            Throws.TypeOf<LabException>().With.Message.Contains("disk is full"));
        Assert.That(writer.Dispose, Throws.TypeOf<LabException>());
    }

    private static bool Closes(EventFileWriter writer, FullDisk disk)
    {
        Assert.That(writer.Dispose, Throws.TypeOf<LabException>());
        return disk.WasClosed;
    }

    private sealed class FullDisk : MemoryStream
    {
        public bool WasClosed { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("The disk is full.");

        protected override void Dispose(bool disposing)
        {
            WasClosed = true;
            base.Dispose(disposing);
        }
    }

    private sealed class SignallingStream(ManualResetEventSlim flushed) : MemoryStream
    {
        private bool _written;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _written = true;
            base.Write(buffer);
        }

        public override void Flush()
        {
            if (_written)
            {
                flushed.Set();
            }
        }
    }
}
