using SkiaSharp;

namespace Consumer;

internal sealed record ColorSample(string Path, int Class);

/// <summary>Twenty-four small pictures, each mostly red, green or blue, drawn beside the program.</summary>
internal sealed class ColorDataset : Dataset<ColorSample>
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;

    public ColorDataset()
    {
        for (var i = 0; i < Count; i++)
        {
            var level = (byte)(80 + (5 * i));
            var color = new SKColor(i % 3 == 0 ? level : (byte)40, i % 3 == 1 ? level : (byte)40, i % 3 == 2 ? level : (byte)40);
            using var picture = new SKBitmap(12, 10);
            picture.Erase(color);
            using var file = File.Create(PathOf(i));
            picture.Encode(file, SKEncodedImageFormat.Png, quality: 100);
        }
    }

    public override int Count => 24;

    public override IReadOnlyList<string> ClassNames { get; } = ["red", "green", "blue"];

    public override ColorSample this[int index] => new(PathOf(index), index % 3);

    public override int? ClassOf(int index) => index % 3;

    private string PathOf(int index) => Path.Combine(_folder, $"{index:d2}.png");
}
