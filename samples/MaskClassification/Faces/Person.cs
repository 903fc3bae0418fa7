using SkiaSharp;

namespace MaskClassification.Faces;

/// <summary>What a drawn person looks like on every picture. Lengths are in half heights of the face, with 0 between the eyes and the chin at 1.</summary>
internal sealed record Person
{
    public required SKColor Skin { get; init; }

    /// <summary>Half the width of the face at the eyes, at the jaw and at the chin.</summary>
    public required float Width { get; init; }

    public required float Jaw { get; init; }

    public required float Chin { get; init; }

    public required HairStyle Hair { get; init; }

    public required SKColor HairColor { get; init; }

    /// <summary>How far the hair stands off the skull.</summary>
    public required float HairVolume { get; init; }

    /// <summary>Where the hair is parted, from -1 (left) to 1 (right).</summary>
    public required float Parting { get; init; }

    public required SKColor EyeColor { get; init; }

    public required float EyeSize { get; init; }

    /// <summary>From 0 (bare) to 1 (dark and long).</summary>
    public required float Lashes { get; init; }

    public required SKColor? EyeShadow { get; init; }

    public required float BrowThickness { get; init; }

    public required float BrowArch { get; init; }

    public required SKColor BrowColor { get; init; }

    public required float NoseWidth { get; init; }

    public required float LipFullness { get; init; }

    public required SKColor LipColor { get; init; }

    public required float Smile { get; init; }

    public required Beard Beard { get; init; }

    /// <summary>Lines of age, from 0 (none) to 1 (deep).</summary>
    public required float Lines { get; init; }

    public required Glasses Glasses { get; init; }

    public required bool Earrings { get; init; }

    public required SKColor Clothes { get; init; }
}

internal enum HairStyle
{
    Bald,
    Receding,
    Buzz,
    Short,
    SideParted,
    Curly,
    Bob,
    Long,
    LongWavy,
    Bun,
    Ponytail,
}

internal enum Beard
{
    None,
    Stubble,
    Moustache,
    Full,
}

internal enum Glasses
{
    None,
    Round,
    Square,
}
