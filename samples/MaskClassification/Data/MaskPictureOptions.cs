using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskClassification.Data;

/// <summary>The size of the pictures that the model sees.</summary>
public sealed class MaskPictureOptions
{
    /// <summary>Pixels per row, from 32 to 1024. Default: 96.</summary>
    [Description("Pixels per row of the pictures that the model sees")]
    [Range(32, 1024)]
    public int PictureWidth { get; set; } = 96;

    /// <summary>Rows, from 32 to 1024. Default: 128.</summary>
    [Description("Rows of the pictures that the model sees")]
    [Range(32, 1024)]
    public int PictureHeight { get; set; } = 128;
}
