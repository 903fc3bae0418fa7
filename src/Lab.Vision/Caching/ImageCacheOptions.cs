using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab.Vision;

/// <summary>Where decoded images are kept between epochs. Batches are the same bits with every setting.</summary>
[ReadBy(LabVerbs.Data)]
public sealed class ImageCacheOptions
{
    /// <summary>Where decoded images are kept.</summary>
    /// <value><see cref="ImageCaching.None"/></value>
    [Description("Keep decoded images: none, in memory for this run, or on disk for all runs and processes. Results do not depend on it.")]
    public ImageCaching Cache { get; set; }

    /// <summary>When images enter the cache.</summary>
    /// <value><see cref="CacheFilling.FirstUse"/></value>
    [Description("When images enter the cache: first-use, or all of them before the first epoch (start).")]
    public CacheFilling CacheFill { get; set; }

    /// <summary>The bytes of pixels that the cache may hold, all data sets together. What does not fit is decoded each time; the log says so once.</summary>
    /// <value>4GB</value>
    [Description("Bytes of pixels that the cache may hold, such as 2GB; what does not fit is decoded each time.")]
    public ByteSize CacheLimit { get; set; } = ByteSize.FromGigabytes(4);

    /// <summary>The folder of a cache on disk. It may be shared by processes of one machine and be deleted when nobody uses it.</summary>
    /// <value>cache/images</value>
    [Description("Folder of a cache on disk; processes may share it, and it may be deleted when none runs.")]
    [Required]
    public string CacheFolder { get; set; } = Path.Combine("cache", "images");
}

/// <summary>Where decoded images are kept.</summary>
public enum ImageCaching
{
    /// <summary>Nowhere: every image is decoded in every epoch.</summary>
    None,

    /// <summary>In memory that the garbage collector does not look at, for the life of the <see cref="ImageCache"/>.</summary>
    Memory,

    /// <summary>In memory-mapped files that outlive the process and are shared by processes.</summary>
    Disk,
}

/// <summary>When images enter a cache.</summary>
public enum CacheFilling
{
    /// <summary>When they are first asked for, so that the first epoch takes what it takes without a cache.</summary>
    FirstUse,

    /// <summary>All images of a data set before its first epoch.</summary>
    Start,
}
