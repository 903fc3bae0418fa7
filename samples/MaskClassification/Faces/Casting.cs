using MaskClassification.Data;
using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>Invents a person of a gender and an age. The cues overlap between classes, as they do among people.</summary>
internal static class Casting
{
    public static Person Invent(RandomKey key, Gender gender, int age)
    {
        var random = key.CreateRandom();
        var female = gender == Gender.Female;
        var apparentAge = age + (float)(3 * random.NextGaussian());
        var complexion = random.NextDouble();
        var skin = Jitter(ref random, Of(Palette.Skins, complexion));
        var youth = Jitter(ref random, Of(Palette.Hairs, (1 - complexion) * random.NextDouble(0, 1.3)));
        var dyed = random.NextBoolean(female ? 0.25 : 0.05);
        var grey = dyed ? 0 : Smooth(40, 66, apparentAge + (float)(4 * random.NextGaussian()));
        var hair = youth.Mix(Palette.Grey.Mix(Palette.White, Smooth(60, 80, apparentAge)), grey);
        var lips = Normal(ref random, female ? 0.72f : 0.42f, 0.13f);
        var width = Normal(ref random, female ? 0.70f : 0.74f, 0.025f);
        var jaw = width * Normal(ref random, female ? 0.73f : 0.80f, 0.025f);
        return new Person
        {
            Skin = skin,
            Width = width,
            Jaw = jaw,
            Chin = jaw * Normal(ref random, female ? 0.43f : 0.52f, 0.035f),
            Hair = Style(ref random, female, apparentAge),
            HairColor = hair,
            HairVolume = Normal(ref random, female ? 0.12f : 0.08f, 0.03f),
            Parting = (float)random.NextDouble(-0.6, 0.6),
            EyeColor = Of(Palette.Eyes, (1 - complexion) * random.NextDouble(0, 1.2)),
            EyeSize = Normal(ref random, female ? 1.08f : 0.95f, 0.06f) - (0.12f * Smooth(45, 75, apparentAge)),
            Lashes = Normal(ref random, female ? 0.8f : 0.25f, 0.15f),
            EyeShadow = female && random.NextBoolean(0.4) ? SKColor.FromHsl((float)random.NextDouble(260, 400) % 360, 35, 40) : null,
            BrowThickness = Normal(ref random, female ? 0.042f : 0.066f, 0.009f),
            BrowArch = Normal(ref random, female ? 0.065f : 0.03f, 0.015f),
            BrowColor = youth.Mix(Palette.Grey, grey * 0.7f).Shade(-0.15f),
            NoseWidth = Normal(ref random, female ? 0.135f : 0.165f, 0.018f),
            LipFullness = lips,
            LipColor = skin.Mix(new SKColor(0xB0, 0x30, 0x40), 0.25f + (0.45f * lips * (female ? 1 : 0.6f))),
            Smile = (float)random.NextDouble(-0.01, 0.09),
            Beard = female ? Beard.None : Grow(ref random, apparentAge),
            Lines = Math.Clamp((0.45f * Smooth(25, 38, apparentAge)) + (0.55f * Smooth(48, 66, apparentAge)), 0, 1),
            Glasses = Wear(ref random, apparentAge),
            Earrings = random.NextBoolean(female ? 0.4 : 0.03),
            Clothes = Jitter(ref random, Palette.Pick(ref random, Palette.Fabrics)),
        };
    }

    private static HairStyle Style(ref KeyedRandom random, bool female, float age)
    {
        var draw = random.NextDouble();
        if (female)
        {
            return age < 55
                ? Choose(draw, (HairStyle.Long, 0.36), (HairStyle.LongWavy, 0.22), (HairStyle.Bob, 0.18), (HairStyle.Ponytail, 0.09), (HairStyle.Bun, 0.09), (HairStyle.Short, 0.06))
                : Choose(draw, (HairStyle.Bob, 0.40), (HairStyle.Curly, 0.24), (HairStyle.Bun, 0.14), (HairStyle.Long, 0.12), (HairStyle.Short, 0.10));
        }

        var thinning = 0.02 + (0.68 * Smooth(32, 68, age));
        return random.NextBoolean(thinning)
            ? Choose(draw, (HairStyle.Receding, 0.62), (HairStyle.Bald, 0.38))
            : Choose(draw, (HairStyle.Short, 0.37), (HairStyle.SideParted, 0.26), (HairStyle.Buzz, 0.15), (HairStyle.Curly, 0.16), (HairStyle.Long, 0.06));
    }

    private static Beard Grow(ref KeyedRandom random, float age) => age < 30
        ? Choose(random.NextDouble(), (Beard.None, 0.55), (Beard.Stubble, 0.30), (Beard.Full, 0.15))
        : Choose(random.NextDouble(), (Beard.None, 0.42), (Beard.Stubble, 0.22), (Beard.Moustache, 0.12), (Beard.Full, 0.24));

    private static Glasses Wear(ref KeyedRandom random, float age) => random.NextBoolean(0.10 + (0.50 * Smooth(40, 66, age)))
        ? Choose(random.NextDouble(), (Glasses.Round, 0.5), (Glasses.Square, 0.5))
        : Glasses.None;

    /// <summary>The colour at a place from 0 (the first) to 1 (the last).</summary>
    private static SKColor Of(SKColor[] colors, double place) => colors[Math.Min((int)(place * colors.Length), colors.Length - 1)];

    private static T Choose<T>(double draw, params ReadOnlySpan<(T Value, double Share)> choices)
    {
        foreach (var (value, share) in choices)
        {
            draw -= share;
            if (draw < 0)
            {
                return value;
            }
        }

        return choices[^1].Value;
    }

    private static float Normal(ref KeyedRandom random, float mean, float deviation) =>
        mean + (deviation * (float)Math.Clamp(random.NextGaussian(), -2.5, 2.5));

    private static SKColor Jitter(ref KeyedRandom random, SKColor color)
    {
        color.ToHsl(out var hue, out var saturation, out var lightness);
        return SKColor.FromHsl(hue + (float)random.NextDouble(0, 6), saturation, Math.Clamp(lightness + (float)random.NextDouble(-4, 4), 0, 100));
    }

    /// <summary>0 up to <paramref name="from"/>, 1 from <paramref name="to"/> on, smooth between.</summary>
    private static float Smooth(float from, float to, float value)
    {
        var x = Math.Clamp((value - from) / (to - from), 0, 1);
        return x * x * (3 - (2 * x));
    }
}
