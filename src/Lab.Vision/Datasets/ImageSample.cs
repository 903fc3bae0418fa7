namespace Lab.Vision;

/// <summary>An image file and what is known about it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">The class index, or null where it is unknown.</param>
/// <param name="Group">What the image shares with its near relatives, such as the person on it, or null.</param>
public sealed record ImageSample(string Path, int? Label = null, string? Group = null);
