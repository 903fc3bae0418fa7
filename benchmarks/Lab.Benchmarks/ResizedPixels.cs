using Lab.Vision;

namespace Lab.Benchmarks;

/// <summary>What a pipeline that only resizes makes of files, for a comparison of pixels.</summary>
internal static class ResizedPixels
{
    /// <summary>Writes the pixels of every file that <paramref name="list"/> names, a line each, one interleaved RGB image after the other.</summary>
    public static void Write(int width, int height, double reducingGap, string list, string output)
    {
        var pipeline = new ImagePipeline(new ImagePreprocessing(width, height)) { Scaling = DecodeScaling.Always, ReducingGap = reducingGap };
        using var pixels = File.Create(output);
        foreach (var file in File.ReadLines(list))
        {
            var request = new PlannedImage(pipeline, Phase.Test, default);
            using var decoded = ImageDecoder.Fastest.Decode(file, request);
            using var image = request.Run(decoded);
            pixels.Write(image.Pixels);
        }
    }
}
