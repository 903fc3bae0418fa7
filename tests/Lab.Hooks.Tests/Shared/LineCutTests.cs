using System.Globalization;
using CsCheck;

namespace Lab.Hooks.Tests.Shared;

public sealed class LineCutTests
{
    private static readonly Gen<(int Rise, bool Foreign, int Length)> Lines = Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 3000]);

    [Test]
    public void Lines_of_later_steps_and_a_torn_one_go_and_all_others_stay() => Gen.Select(Lines.Array[0, 120], Gen.Int[0, 150], Gen.Bool).Sample(
        (drawn, start, torn) =>
        {
            using var folder = new TemporaryFolder();
            var step = 0;
            var lines = drawn.Select(line => line.Foreign ? $"note {new string('x', line.Length)}" : $"{step += line.Rise} {new string('x', line.Length)}").ToList();
            var path = folder.File("lines");
            File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")) + (torn ? "0 half a li" : string.Empty));

            var atStart = LineCut.Apply(path, start, Read);

            Assert.That(File.ReadAllLines(path), Is.EqualTo(lines.Where(line => StepOf(line) is null || StepOf(line) <= start)));
            Assert.That(atStart.Select(id => id.Step), Is.EqualTo(lines.Any(line => StepOf(line) == start) ? new long[] { start } : []));
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
        },
        iter: 200,
        threads: 1);

    [Test]
    public void Only_the_end_of_a_long_file_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("lines");
        File.WriteAllLines(path, Enumerable.Range(1, 200_000).Select(step => $"{step} some more words"));
        var read = 0;

        LineCut.Apply(path, 199_000, (string line, out LineId? id) =>
        {
            read++;
            return Read(line, out id);
        });

        Assert.That(File.ReadLines(path).Count(), Is.EqualTo(199_000));
        Assert.That(read, Is.LessThan(20_000));
    }

    [Test]
    public void Without_a_file_there_is_nothing_to_cut()
    {
        using var folder = new TemporaryFolder();
        Assert.That(LineCut.Apply(folder.File("lines"), 3, Read), Is.Empty);
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    private static long? StepOf(string line) => long.TryParse(line.Split(' ')[0], CultureInfo.InvariantCulture, out var step) ? step : null;

    private static bool Read(string line, out LineId? id)
    {
        id = StepOf(line) is { } step ? new LineId("step", step) : null;
        return true;
    }
}
