namespace Lab.Vision;

/// <summary>The operations and strengths of torchvision's <c>RandAugment</c>, <c>TrivialAugmentWide</c> and <c>AugMix</c> (torchvision 0.14, transforms/autoaugment.py).</summary>
internal static class PolicyTables
{
    public static readonly IReadOnlyList<PolicyOperation> RandAugment =
    [
        Identity,
        ShearX(0.3), ShearY(0.3),
        TranslateX((level, size) => level * (150.0 / 331 * size.Width)), TranslateY((level, size) => level * (150.0 / 331 * size.Height)),
        Rotate(30),
        Brightness(0.9), Color(0.9), Contrast(0.9), Sharpness(0.9),
        Posterize(8, 4), Solarize, AutoContrast, Equalize,
    ];

    public static readonly IReadOnlyList<PolicyOperation> TrivialAugmentWide =
    [
        Identity,
        ShearX(0.99), ShearY(0.99),
        TranslateX((level, _) => level * 32), TranslateY((level, _) => level * 32),
        Rotate(135),
        Brightness(0.99), Color(0.99), Contrast(0.99), Sharpness(0.99),
        Posterize(8, 6), Solarize, AutoContrast, Equalize,
    ];

    /// <summary>All operations; the paper's own leave out the last four, which are among its test corruptions.</summary>
    public static readonly IReadOnlyList<PolicyOperation> AugMix =
    [
        ShearX(0.3), ShearY(0.3),
        TranslateX((level, size) => level * (size.Width / 3.0)), TranslateY((level, size) => level * (size.Height / 3.0)),
        Rotate(30),
        Posterize(4, 4), Solarize, AutoContrast, Equalize,
        Brightness(0.9), Color(0.9), Contrast(0.9), Sharpness(0.9),
    ];

    private static PolicyOperation Identity => new("Identity", (_, _) => 0, false, (_, _, _) => null);

    private static PolicyOperation Solarize => new("Solarize", (level, _) => 255 - (255 * level), false, (magnitude, _, _) => new SolarizeOperation((float)magnitude));

    private static PolicyOperation AutoContrast => new("AutoContrast", (_, _) => 0, false, (_, _, _) => new AutoContrastOperation());

    private static PolicyOperation Equalize => new("Equalize", (_, _) => 0, false, (_, _, _) => new EqualizeOperation());

    // Shears are about the upper left corner, by an angle whose tangent is the strength.
    private static PolicyOperation ShearX(double highest) => new("ShearX", (level, _) => level * highest, true, (magnitude, size, style) =>
        Warp(ProjectiveMap.Affine(0, 0, 0, shearX: Degrees(magnitude)), size, style));

    private static PolicyOperation ShearY(double highest) => new("ShearY", (level, _) => level * highest, true, (magnitude, size, style) =>
        Warp(ProjectiveMap.Affine(0, 0, 0, shearY: Degrees(magnitude)), size, style));

    // Whole pixels, towards 0, of single-precision strengths.
    private static PolicyOperation TranslateX(Func<double, ImageSize, double> magnitude) => new("TranslateX", magnitude, true, (pixels, size, style) =>
        new CropOperation(-(int)(float)pixels, 0, size.Width, size.Height, style.Fill));

    private static PolicyOperation TranslateY(Func<double, ImageSize, double> magnitude) => new("TranslateY", magnitude, true, (pixels, size, style) =>
        new CropOperation(0, -(int)(float)pixels, size.Width, size.Height, style.Fill));

    // Positive angles turn against the clock.
    private static PolicyOperation Rotate(double highest) => new("Rotate", (level, _) => level * highest, true, (magnitude, size, style) =>
        Warp(ProjectiveMap.Affine(size.Width / 2.0, size.Height / 2.0, -magnitude), size, style));

    private static PolicyOperation Brightness(double highest) => Factor("Brightness", highest, factor => new BrightnessOperation(factor));

    private static PolicyOperation Color(double highest) => Factor("Color", highest, factor => new SaturationOperation(factor));

    private static PolicyOperation Contrast(double highest) => Factor("Contrast", highest, factor => new ContrastOperation(factor));

    private static PolicyOperation Sharpness(double highest) => Factor("Sharpness", highest, factor => new SharpnessOperation(factor));

    private static PolicyOperation Posterize(int bits, int fewer) => new(
        "Posterize", (level, _) => bits - Math.Round(level * fewer, MidpointRounding.ToEven), false, (magnitude, _, _) => new PosterizeOperation((int)magnitude));

    private static PolicyOperation Factor(string name, double highest, Func<float, ImageOperation> create) =>
        new(name, (level, _) => level * highest, true, (magnitude, _, _) => create((float)(1 + magnitude)));

    private static double Degrees(double tangent) => double.RadiansToDegrees(Math.Atan(tangent));

    private static WarpOperation Warp(ProjectiveMap map, ImageSize size, PolicyStyle style) => new(map, size.Width, size.Height, style.Filter, WarpEdge.Fill, style.Fill);
}
