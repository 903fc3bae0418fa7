namespace MaskClassification.Data;

/// <summary>One picture of a face.</summary>
/// <param name="Path">The picture's file.</param>
/// <param name="ImageId">The picture's name in tables of answers.</param>
/// <param name="Label">What it shows, or null where that is unknown.</param>
/// <param name="Person">Whose face it is, or null where that is unknown.</param>
public sealed record FaceSample(string Path, string ImageId, MaskLabel? Label, string? Person);
