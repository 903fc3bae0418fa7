namespace Lab.Benchmarks;

/// <summary>
/// What a checkpoint after each epoch costs, as a share of the epoch: a ResNet-18 on the sample's drawn faces, saved after every second epoch. The time from the end of an epoch's
/// validation to the end of the next epoch's first step is longer by the checkpoint where there is one.
/// </summary>
internal static class CheckpointCost
{
    public static void Run(int epochs)
    {
        var output = Directory.CreateTempSubdirectory("lab-benchmark-checkpoint-").FullName;
        try
        {
            SampleRun.Run("train", "--output", output, "--backbone", "resnet18", "--batch-size", "32", "--epochs", $"{epochs}", "--checkpoint-every", "2 epochs", "--checkpoint-keep-best", "0", "--metrics-file-every", "1");
            var lines = SampleRun.Lines(SampleRun.FolderIn(output));
            var ends = Enumerable.Range(0, lines.Count - 1).Where(at => (string?)lines[at]["phase"] == "validation").ToList();
            var gaps = ends.ToLookup(at => (int)lines[at]["epoch"]! % 2 == 0, at => (SampleRun.TimeOf(lines[at + 1]) - SampleRun.TimeOf(lines[at])).TotalSeconds);
            var epoch = Median.Of(lines.Where(line => (string?)line["kind"] == "epoch").GroupBy(line => (int)line["epoch"]!).Select(group => group.Sum(line => (double)line["seconds"]!)));
            var cost = Median.Of(gaps[true]) - Median.Of(gaps[false]);
            Console.WriteLine($"epoch {epoch:f1} s, checkpoint {cost:f2} s: {100 * cost / (epoch + cost):f1} % of the time when every epoch is saved");
            Console.WriteLine($"  with a checkpoint between: {string.Join("; ", gaps[true].Select(value => $"{value:f2}"))} s, without: {string.Join("; ", gaps[false].Select(value => $"{value:f2}"))} s");
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }
}
