using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Lab.Vision.Fuzz;

/// <summary>
/// Damages files, decodes them at some scale and as far as some crop reads them, and sees that nothing but <see cref="UnreadableSampleException"/> comes of it, and that what is decoded has the same pixels each time,
/// with <see cref="SkiaImageDecoder"/> too.
/// </summary>
/// <param name="files">Sound files.</param>
/// <param name="options">Those of the decoders under test.</param>
/// <param name="seed">Iteration i of one seed is the same file on every machine.</param>
internal sealed partial class Fuzzer(IReadOnlyList<byte[]> files, ImageDecoderOptions options, long seed)
{
    /// <summary>Longer than this for one file is a fault. Far above what a busy machine takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Every so many decoded files are decoded twice.
    private const int Compared = 4;

    private static readonly RandomResizedCrop Transform = new(64, 48);

    private readonly JpegDecoder _decoder = new(options);
    private readonly SkiaImageDecoder _other = new(options);

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
        var key = KeyOf(iteration);
        var part = new Part(1 << (int)(iteration % 4), key.Derive("part"));
        using var image = _decoder.Decode(file, "file", part);
        using var whole = iteration % Compared == 0 ? _decoder.Decode(file, "file") : null;
        using var small = Transform.Apply(whole ?? image, key.Derive("transform"));
        if (iteration % Compared != 0)
        {
            return;
        }

        // Pixels that the decoder left unset would be what another image left in the pooled memory.
        using var again = _other.Decode(file, "file");
        if (!whole!.Pixels.SequenceEqual(again.Pixels))
        {
            Report.Faults.Add($"iteration {iteration}: the pixels are not SkiaSharp's");
        }

        using var other = _other.Decode(file, "file", new Part(part.Reduction, key.Derive("part")));
        var region = part.Region ?? ImageRegion.All(image.Size);
        for (var y = region.Top; y < region.Top + region.Height; y++)
        {
            var (first, count) = (region.Left * RgbImage.Channels, region.Width * RgbImage.Channels);
            if (image.Size != other.Size || !image.Row(y).Slice(first, count).SequenceEqual(other.Row(y).Slice(first, count)))
            {
                Report.Faults.Add($"iteration {iteration}: at 1/{part.Reduction} the pixels of {region} are not SkiaSharp's");
                return;
            }
        }
    }

    private RandomKey KeyOf(long iteration) => RandomKey.FromSeed(seed).Derive("fuzz").Derive(iteration);

    // Sizes and bytes, so that one reason is counted as one.
    [GeneratedRegex(@"[0-9]+( x [0-9]+ = [0-9]+)?|\([^)]*\)|'[^']*'")]
    private static partial Regex Numbers();

    /// <summary>Asks for a scale, and for a part of the image.</summary>
    private sealed class Part(int reduction, RandomKey key) : ImageRequest
    {
        public int Reduction => reduction;

        public ImageRegion? Region { get; private set; }

        public override int ReductionFor(ImageSize size) => reduction;

        public override ImageRegion RegionFor(ImageSize reduced)
        {
            var random = key.CreateRandom();
            var (left, top) = (random.NextInt32(0, reduced.Width), random.NextInt32(0, reduced.Height));
            Region = new ImageRegion(left, top, random.NextInt32(1, reduced.Width - left + 1), random.NextInt32(1, reduced.Height - top + 1));
            return Region.Value;
        }
    }
}
