using MaskClassification.Data;
using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>The seven pictures of one person: five masks worn, one worn wrongly, none.</summary>
internal static class Album
{
    /// <summary>Draws the pictures one by one, each with the name of its file and how the mask is worn, and adds them to the gallery.</summary>
    public static IEnumerable<(string Stem, MaskWear Wear, byte[] Jpeg)> Draw(Gallery gallery, RandomKey key, Gender gender, int age)
    {
        gallery.NextPerson();
        var person = Casting.Invent(key.Derive("person"), gender, age);
        var random = key.Derive("album").CreateRandom();
        var room = Palette.Pick(ref random, Palette.Rooms);
        var wrongKind = random.NextInt32(0, MaskPainter.Kinds);
        var wrongSeat = random.NextBoolean(0.6) ? MaskSeat.BelowNose : MaskSeat.OnChin;
        for (var kind = 0; kind < MaskPainter.Kinds; kind++)
        {
            var stem = $"mask{kind + 1}";
            yield return (stem, MaskWear.Worn, Take(stem, kind, MaskSeat.OverNose));
        }

        yield return ("incorrect_mask", MaskWear.Wrong, Take("incorrect_mask", wrongKind, wrongSeat));
        yield return ("normal", MaskWear.None, Take("normal", 0, MaskSeat.Nowhere));

        byte[] Take(string stem, int kind, MaskSeat seat) => gallery.Take(key.Derive(stem), from => Portrait.Draw(person, room, kind, seat, from));
    }
}
