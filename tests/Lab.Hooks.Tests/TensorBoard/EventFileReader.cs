using System.Buffers.Binary;
using Google.Protobuf;
using Tensorboard;

namespace Lab.Hooks.Tests.TensorBoard;

/// <summary>Reads event files with message types that were generated from TensorFlow's definitions and a checksum computed bit by bit, so it shares nothing with the writer.</summary>
internal static class EventFileReader
{
    public static List<Event> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var events = new List<Event>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)), Is.EqualTo(MaskedChecksum(bytes.AsSpan(at, 8))), "checksum of a length");
            var data = bytes.AsSpan(at + 12, length);
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)), Is.EqualTo(MaskedChecksum(data)), "checksum of a record");
            using var input = new CodedInputStream(data.ToArray());
            events.Add(Event.Parser.ParseFrom(input));
            at += length + 16;
        }

        return events;
    }

    /// <summary>What TensorBoard shows of a tag: the files in the order of their names, restarts honoured.</summary>
    public static List<(long Step, float Value)> Curve(string folder, string tag)
    {
        var points = new List<(long Step, float Value)>();
        foreach (var file in Directory.GetFiles(folder, "events.out.tfevents.*").Order(StringComparer.Ordinal))
        {
            foreach (var read in Read(file))
            {
                if (read.SessionLog is { Status: SessionLog.Types.SessionStatus.Start })
                {
                    points.RemoveAll(point => point.Step >= read.Step);
                }

                points.AddRange((read.Summary?.Value ?? []).Where(value => value.Tag == tag).Select(value => (read.Step, value.SimpleValue)));
            }
        }

        return points;
    }

    /// <summary>Every point of a tag that the files hold, one file after another, as a reader finds them that honours no restart.</summary>
    public static List<(long Step, float Value)> Points(string folder, string tag) =>
        [.. Directory.GetFiles(folder, "events.out.tfevents.*").Order(StringComparer.Ordinal).SelectMany(Read)
            .SelectMany(read => (read.Summary?.Value ?? []).Where(value => value.Tag == tag).Select(value => (read.Step, value.SimpleValue)))];

    public static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = 0xffffffffu;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82f63b78u : crc >> 1;
            }
        }

        return ~crc;
    }

    private static uint MaskedChecksum(ReadOnlySpan<byte> data)
    {
        var crc = Checksum(data);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
    }
}
