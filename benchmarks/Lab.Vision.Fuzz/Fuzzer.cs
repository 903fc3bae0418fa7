using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Lab.Vision.Fuzz;

/// <summary>Damages files, decodes them and sees that nothing but <see cref="UnreadableSampleException"/> comes of it, and that what is decoded has the same pixels each time.</summary>
/// <param name="files">Sound files.</param>
/// <param name="decoder">The decoder under test.</param>
/// <param name="seed">Iteration i of one seed is the same file on every machine.</param>
internal sealed partial class Fuzzer(IReadOnlyList<byte[]> files, ImageDecoder decoder, long seed)
{
    /// <summary>Longer than this for one file is a fault. Far above what a busy machine takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Every so many decoded files are decoded twice.
    private const int Compared = 4;

    private static readonly RandomResizedCrop Transform = new(64, 48);

    /// <summary>What the fuzzer saw so far.</summary>
    public FuzzReport Report { get; } = new();

    /// <summary>The damaged file of an iteration.</summary>
    public byte[] FileOf(long iteration) => Mutation.Of(files, KeyOf(iteration));

    /// <summary>Decodes the damaged file of an iteration, whole and as a transform wants it.</summary>
    public void Run(long iteration)
    {
        var file = FileOf(iteration);
        var started = Stopwatch.GetTimestamp();
        string? outcome = null;
        try
        {
            Decode(file, iteration);
        }
        catch (UnreadableSampleException refusal)
        {
            outcome = Numbers().Replace(refusal.Message, "#");
        }
        catch (Exception fault)
        {
            outcome = fault.GetType().Name;
            Report.Faults.Add($"iteration {iteration}: {fault}");
        }

        var time = Stopwatch.GetElapsedTime(started);
        Report.Add(iteration, outcome, time);
        if (time > Patience)
        {
            Report.Faults.Add($"iteration {iteration}: took {time.TotalSeconds:f0} s");
        }
    }

    private void Decode(byte[] file, long iteration)
    {
        using var image = decoder.Decode(file, "file");
        using var small = Transform.Apply(image, KeyOf(iteration).Derive("transform"));
        if (iteration % Compared != 0)
        {
            return;
        }

        // Pixels that the decoder left unset would be what another image left in the pooled memory.
        using var again = decoder.Decode(file, "file");
        if (!image.Pixels.SequenceEqual(again.Pixels))
        {
            Report.Faults.Add($"iteration {iteration}: decoded twice, the pixels differ");
        }
    }

    private RandomKey KeyOf(long iteration) => RandomKey.FromSeed(seed).Derive("fuzz").Derive(iteration);

    // Sizes and bytes, so that one reason is counted as one.
    [GeneratedRegex(@"[0-9]+( x [0-9]+ = [0-9]+)?|\([^)]*\)|'[^']*'")]
    private static partial Regex Numbers();
}
