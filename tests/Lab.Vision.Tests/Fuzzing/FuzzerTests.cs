using Lab.Tests;
using Lab.Vision.Fuzz;

namespace Lab.Vision.Tests.Fuzzing;

/// <summary>A few seconds of what <c>benchmarks/Lab.Vision.Fuzz</c> does for an hour.</summary>
[NonParallelizable]
public sealed class FuzzerTests
{
    private static readonly ImageDecoderOptions Limits = new() { MaximumPixels = 1_000_000 };

    [Test]
    public void Damaged_files_are_decoded_or_refused()
    {
        var fuzzer = new Fuzzer([.. Originals.Drawn()], Limits, seed: 11);
        for (var iteration = 0; iteration < 3000; iteration++)
        {
            fuzzer.Run(iteration);
        }

        Assert.That(fuzzer.Report.Faults, Is.Empty);
        Assert.That(fuzzer.Report.Decoded, Is.InRange(300, 2700));
    }

    [Test]
    public void Damaged_odd_files_are_decoded_or_refused()
    {
        var fuzzer = new Fuzzer(Originals.From([SharedFiles.Require("data/facemask2/quirks")]), Limits, seed: 12);
        for (var iteration = 0; iteration < 1500; iteration++)
        {
            fuzzer.Run(iteration);
        }

        Assert.That(fuzzer.Report.Faults, Is.Empty);
    }

    [Test]
    public void An_iteration_is_the_same_file_each_time()
    {
        List<byte[]> files = [.. Originals.Drawn()];

        var file = new Fuzzer(files, Limits, seed: 1).FileOf(77);

        Assert.That(new Fuzzer(files, Limits, seed: 1).FileOf(77), Is.EqualTo(file));
        Assert.That(new Fuzzer(files, Limits, seed: 2).FileOf(77), Is.Not.EqualTo(file));
    }
}
