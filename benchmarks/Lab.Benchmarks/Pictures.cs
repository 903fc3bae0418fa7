using SkiaSharp;

namespace Lab.Benchmarks;

/// <summary>500 JPEG files of 384 x 512 pixels in 5 folders: textured, the same on every machine, drawn once and kept in the temporary folder.</summary>
internal static class Pictures
{
    private const int Classes = 5;
    private const int PerClass = 100;
    private const int Quality = 90;

    public static string Folder()
    {
        var folder = Path.Combine(Path.GetTempPath(), "lab-benchmarks", "pictures-384x512");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        // Drawn aside, so that an interrupted run leaves no folder that looks whole.
        var aside = $"{folder}.{Environment.ProcessId}";
        for (var i = 0; i < Classes * PerClass; i++)
        {
            var path = Path.Combine(aside, $"class{i / PerClass}", $"{i % PerClass:d3}.jpg");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Write(path, i);
        }

        Directory.Move(aside, folder);
        return folder;
    }

    private static void Write(string path, int number)
    {
        using var bitmap = new SKBitmap(384, 512, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColor.FromHsv(number * 137 % 360, 40, 70));

        // Large soft shapes and fine grain, as photographs have.
        using var shapes = SKShader.CreatePerlinNoiseFractalNoise(0.008f, 0.008f, 3, number);
        using var grain = SKShader.CreatePerlinNoiseFractalNoise(0.15f, 0.15f, 3, number + 1000);
        using var paint = new SKPaint { Shader = shapes };
        canvas.DrawPaint(paint);
        paint.Shader = grain;
        paint.BlendMode = SKBlendMode.SoftLight;
        canvas.DrawPaint(paint);
        canvas.Flush();
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        using var file = File.Create(path);
        data.SaveTo(file);
    }
}
