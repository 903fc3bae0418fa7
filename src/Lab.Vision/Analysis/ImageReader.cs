using System.Buffers.Binary;
using System.Security.Cryptography;
using Lab.Analysis;

namespace Lab.Vision;

/// <summary>Reads every image of some data sets once, on several threads, and keeps what the analysis needs of it.</summary>
internal sealed class ImageReader<TSample>(Func<TSample, string> pathOf, ImageDecoder decoder)
{
    /// <summary>What is known of each image, part by part in the data's order.</summary>
    public ImageRecord[] Read(IReadOnlyList<Dataset<TSample>> parts, int threads, AnalysisProgress progress, CancellationToken cancellation)
    {
        (int Part, int Index)[] all = [.. parts.SelectMany((data, part) => Enumerable.Range(0, data.Count).Select(index => (part, index)))];
        var records = new ImageRecord[all.Length];
        progress.Begin("reading images", all.Length);
        ImageLoop.Run(
            all.Length,
            threads,
            i =>
            {
                records[i] = Read(parts[all[i].Part], all[i].Part, all[i].Index);
                progress.Step();
            },
            cancellation);
        return records;
    }

    private ImageRecord Read(Dataset<TSample> data, int part, int index)
    {
        var path = string.Empty;
        var record = new ImageRecord { Part = part, Index = index, Name = data.Describe(index), Path = path, Label = data.ClassOf(index), Group = data.GroupOf(index) };
        try
        {
            path = Path.GetFullPath(pathOf(data[index]));
            record = record with { Path = path };
            var bytes = File.ReadAllBytes(path);
            record = record with { Bytes = bytes.Length, Content = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(bytes)) };
            using var image = decoder.Decode(bytes, path);
            var statistics = ImageStatistics.Of(image);
            return record with
            {
                Width = image.Width,
                Height = image.Height,
                Sums = statistics.Sums,
                Squares = statistics.Squares,
                Pixels = statistics.Pixels,
                Brightness = statistics.Brightness,
                Contrast = statistics.Contrast,
                Cells = statistics.Cells,
                Hash = PerceptualHash.Of(statistics.Cells),
            };
        }
        catch (UnreadableSampleException fault)
        {
            // The path stands before the reason; the page names the sample anyway.
            return record with { Fault = fault.Message.StartsWith(fault.SampleSource + ": ", StringComparison.Ordinal) ? fault.Message[(fault.SampleSource.Length + 2)..] : fault.Message };
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return record with { Fault = "there is no such file." };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return record with { Fault = $"the file cannot be read: {fault.Message}" };
        }
    }
}
