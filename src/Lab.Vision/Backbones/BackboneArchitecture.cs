using System.Text.Json.Nodes;

namespace Lab.Vision;

/// <summary>A backbone as a file of its weights describes it.</summary>
internal static class BackboneArchitecture
{
    /// <summary>The entry that tells a backbone.</summary>
    public const string Name = "backbone";

    private const string Classes = "classes";
    private const string InputChannels = "inputChannels";
    private const string ImageHeight = "imageHeight";
    private const string ImageWidth = "imageWidth";
    private const string Dropout = "dropout";
    private const string StochasticDepth = "stochasticDepth";

    // Positions are learnt for an image of a size that a file names, and their memory is taken before the weights are seen.
    private const int LargestSide = 4096;

    /// <summary>The description, or null for a network that is not one of <see cref="Backbones.Names"/>, or has no classifier.</summary>
    public static JsonObject? Describe(Backbone backbone) => backbone.ClassCount is { } classes && Backbones.Names.Contains(backbone.GetName())
        ? new JsonObject
        {
            [Name] = backbone.GetName(),
            [Classes] = classes,
            [InputChannels] = backbone.InputChannels,
            [ImageHeight] = backbone.Settings.ImageSize?.Height,
            [ImageWidth] = backbone.Settings.ImageSize?.Width,
            [Dropout] = backbone.Settings.Dropout,
            [StochasticDepth] = backbone.Settings.StochasticDepth,
        }
        : null;

    /// <summary>Builds the network.</summary>
    /// <param name="description">What <see cref="Describe"/> gave.</param>
    /// <param name="labels">The names of the classes, if they are known.</param>
    /// <exception cref="LabException">There is no such network, or the numbers do not fit each other.</exception>
    public static Backbone Build(JsonObject description, IReadOnlyList<string>? labels)
    {
        var (classes, channels) = (description[Classes]!.GetValue<int>(), description[InputChannels]!.GetValue<int>());
        if (classes < 1 || (labels is not null && classes != labels.Count) || channels != RgbImage.Channels)
        {
            throw new LabException($"The network is said to have {classes} classes and {channels} input channels; a predictor of images needs one class for each of the {labels?.Count ?? 1} labels and {RgbImage.Channels} channels.");
        }

        var (height, width) = (description[ImageHeight]?.GetValue<int>(), description[ImageWidth]?.GetValue<int>());
        if (height is < 1 or > LargestSide || width is < 1 or > LargestSide || height.HasValue != width.HasValue)
        {
            throw new LabException($"The network is said to be made for images of {width} x {height} pixels; each side may have 1 to {LargestSide}.");
        }

        var settings = new BackboneSettings
        {
            ImageSize = height is null ? null : (height.Value, width!.Value),
            Dropout = description[Dropout]!.GetValue<double>(),
            StochasticDepth = description[StochasticDepth]!.GetValue<double>(),
        };
        return Backbones.Create(description[Name]!.GetValue<string>(), classes, settings);
    }
}
