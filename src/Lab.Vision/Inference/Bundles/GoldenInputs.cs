using System.Globalization;
using System.Runtime.InteropServices;
using Lab.Weights;
using Lab.Inference;

namespace Lab.Vision;

/// <summary>
/// A few pictures with the logits that the model gave for them when it was written, to check that a loaded model computes what it did: same preprocessing, same weights, same arithmetic up to rounding.
/// </summary>
internal static class GoldenInputs
{
    /// <summary>How many are written.</summary>
    public const int Count = 3;

    /// <summary>How many a file may hold.</summary>
    public const int Most = 100;

    // Of the largest logit. Other processors, thread counts and folding change the sixth digit; wrong preprocessing or weights change the first.
    private const double Tolerance = 1e-3;

    // Of a picture. Those that are written have some hundred pixels per side; an extreme one is resized to more than memory holds.
    private const int LargestSide = 1024;
    private const string Prefix = "golden/";
    private const string Pixels = "pixels";

    /// <summary>Whether a tensor's name is one of a golden input.</summary>
    public static bool Owns(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The pictures, bytes [height, width, 3], and the logits [labels] of each head, in the current dispose scope.</summary>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Make(InferenceModel model, ImagePreprocessing preprocessing)
    {
        // Not disposed of: the model is the caller's.
        var member = new TorchMember(model, new ModelCard { Architecture = [], Preprocessing = preprocessing, Heads = model.Heads }, torch.CPU);
        var tensors = new List<KeyValuePair<string, Tensor>>();
        for (var i = 0; i < Count; i++)
        {
            using var picture = Draw(i, preprocessing);
            tensors.Add(new(Name(i, Pixels), torch.tensor(picture.Pixels.ToArray(), [picture.Height, picture.Width, RgbImage.Channels], torch.ScalarType.Byte)));
            var logits = Answer(member, picture);
            tensors.AddRange(logits.Select((values, head) => KeyValuePair.Create(Name(i, model.Heads[head].Name), torch.tensor(values))));
        }

        return tensors;
    }

    /// <summary>Refuses pictures that no bundle was written with, by what the file says of them, before memory is taken.</summary>
    /// <exception cref="LabException">One is missing, no image, or of an extreme size; the message names it.</exception>
    public static void Check(WeightFile file, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var name = Name(i, Pixels);
            var pixels = file.Entries.GetValueOrDefault(name) ?? throw new LabException($"{file.Path} is no valid bundle: it says that it holds {count} golden inputs, and '{name}' is missing.");
            if (pixels.Type != torch.ScalarType.Byte || pixels.Shape is not [>= 1 and <= LargestSide, >= 1 and <= LargestSide, RgbImage.Channels])
            {
                throw new LabException($"Golden input {i} of {file.Path} is no image of at most {LargestSide} x {LargestSide} pixels: {pixels.Type} [{string.Join(", ", pixels.Shape)}].");
            }
        }
    }

    /// <summary>Compares a loaded model's logits with those in the file, in full float32: the arithmetic of a GPU's TF32 alone would be off by more than is allowed.</summary>
    public static void Verify(WeightFile file, PredictorMember member)
    {
        using var exact = new FullFloat32();
        for (var i = 0; i < member.Card.GoldenInputs; i++)
        {
            using var picture = ReadPicture(file, i);
            var given = Answer(member, picture);
            for (var head = 0; head < given.Length; head++)
            {
                var expected = ReadLogits(file, Name(i, member.Card.Heads[head].Name), given[head].Length);
                var difference = given[head].Zip(expected, (one, other) => Math.Abs(one - other)).Max();
                var allowed = Tolerance * Math.Max(1, expected.Max(Math.Abs));
                if (!(difference <= allowed))
                {
                    throw new LabException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"The model in {file.Path} does not compute what it did when it was written: for golden input {i}, head '{member.Card.Heads[head].Name}', a logit is off by {difference:g3}, where {allowed:g3} is allowed. Was the code of the model, or Lab's version ({member.Card.Origin.GetValueOrDefault("version.lab")} wrote it), changed? Export the run anew."));
                }
            }
        }
    }

    private static float[][] Answer(PredictorMember member, RgbImage picture)
    {
        var views = new PreparedViews(member.Card.Preprocessing, TestTimeAugmentation.None);
        var planes = new byte[views.ByteCount];
        views.Write(picture, planes);
        using var images = new ImageBatch(member.Card.Preprocessing, [planes]);
        var logits = new float[member.Card.Heads.Count][];
        member.Compute(images, (head, values) => logits[head] = values.ToArray());
        return logits;
    }

    private static RgbImage ReadPicture(WeightFile file, int index)
    {
        var pixels = file.Read(Name(index, Pixels));
        return RgbImage.FromPixels((int)pixels.size(1), (int)pixels.size(0), pixels.bytes);
    }

    private static float[] ReadLogits(WeightFile file, string name, int count)
    {
        var logits = file.Read(name);
        return logits.dtype == torch.ScalarType.Float32 && logits.numel() == count
            ? MemoryMarshal.Cast<byte, float>(logits.bytes).ToArray()
            : throw new LabException($"'{name}' of {file.Path} has {logits.numel()} numbers of type {logits.dtype}, where {count} logits are needed.");
    }

    // Smooth areas, edges and grain, in a shape that every fit has to change.
    private static RgbImage Draw(int index, ImagePreprocessing preprocessing)
    {
        var (width, height) = (Math.Min(preprocessing.Width, 256) + 17 + (40 * index), Math.Min(preprocessing.Height, 256) + 60 - (25 * index));
        var image = new RgbImage(width, Math.Max(8, height));
        var random = RandomKey.FromSeed(index).Derive("golden").CreateRandom();
        var (angle, wave, radius) = (random.NextDouble(0, Math.PI), random.NextDouble(5, 25), random.NextDouble(0.15, 0.4));
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < width; x++)
            {
                var (u, v) = ((x / (double)width) - 0.5, (y / (double)image.Height) - 0.5);
                var along = (u * Math.Cos(angle)) + (v * Math.Sin(angle));
                var inside = (u * u) + (v * v) < radius * radius ? 60 : 0;
                for (var channel = 0; channel < RgbImage.Channels; channel++)
                {
                    var value = 110 + (60 * Math.Sin((along * wave) + (2 * channel))) + inside + random.NextDouble(-12, 12);
                    row[(x * RgbImage.Channels) + channel] = (byte)Math.Clamp(value, 0, 255);
                }
            }
        }

        return image;
    }

    private static string Name(int index, string part) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{index}/{part}");
}
