using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lab.Vision;

namespace ImageFolder;

/// <summary>Where the images are.</summary>
public sealed class FolderOptions
{
    /// <summary>The folder that holds <c>train</c> and, where there are, <c>val</c>, <c>test</c> and <c>predict</c>. It must be named.</summary>
    [Description("Folder that holds train and, where there are, val, test and predict; each but predict has one folder of images per class")]
    [Required(ErrorMessage = "--data: name the folder that holds train, in which each class has a folder of images.")]
    public string? Data { get; set; }

    /// <summary>The classes, which are the folders in <c>train</c>, in ordinal order.</summary>
    internal IReadOnlyList<string> ClassNames => Open("train").ClassNames!;

    /// <summary>The images of one side.</summary>
    /// <param name="side">Its folder's name.</param>
    /// <param name="classes">The classes that it must have; its own if null.</param>
    internal ImageFolderDataset Open(string side, IReadOnlyList<string>? classes = null) => new(PathOf(side), classNames: classes);

    /// <summary>Whether a side has a folder.</summary>
    internal bool Has(string side) => Directory.Exists(PathOf(side));

    internal string PathOf(string side) => Path.Combine(Data!, side);
}
