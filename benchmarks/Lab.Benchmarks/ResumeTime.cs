namespace Lab.Benchmarks;

/// <summary>Seconds from the start of a process to the end of its first step, for a run that is resumed after its first epoch and for one that is resumed after 1000.</summary>
internal static class ResumeTime
{
    private const int Epochs = 1000;

    public static void Run(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("lab-benchmark-resume-").FullName;
        try
        {
            // One step an epoch, with a line and an event for each, so that the logs are as long as the run.
            string[] options = ["--drawn-people", "6", "--drawn-test-people", "6", "--batch-size", "35", "--epochs", "2000", "--schedule", "constant", "--validate-every", "2000 epochs",
                "--checkpoint-every", "2000 epochs", "--metrics-file-every", "1", "--text-log-every", "1"];
            var early = Prepare(Path.Combine(folder, "early"), options, steps: 1);
            var late = Prepare(Path.Combine(folder, "late"), options, Epochs);
            var (first, last) = (new List<double>(), new List<double>());
            for (var round = 1; round <= rounds; round++)
            {
                first.Add(Measure(early, round + 1));
                last.Add(Measure(late, Epochs + round));
            }

            Console.WriteLine($"seconds to the first step: resumed after 1 epoch: {Median.Of(first):f2} ({string.Join("; ", first.Select(value => $"{value:f2}"))})");
            Console.WriteLine($"seconds to the first step: resumed after {Epochs} epochs: {Median.Of(last):f2} ({string.Join("; ", last.Select(value => $"{value:f2}"))})");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Prepare(string output, string[] options, int steps)
    {
        SampleRun.Run(["train", "--output", output, .. options, "--maximum-steps", $"{steps}"]);
        return SampleRun.FolderIn(output);
    }

    private static double Measure(string run, int steps)
    {
        var begun = SampleRun.Run("train", "--resume", run, "--maximum-steps", $"{steps}");
        return (SampleRun.TimeOf(SampleRun.Lines(run).First(line => (string?)line["kind"] == "step" && (int?)line["step"] == steps)) - begun).TotalSeconds;
    }
}
