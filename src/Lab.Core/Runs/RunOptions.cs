using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab;

/// <summary>Where runs are kept.</summary>
public sealed class RunOptions
{
    /// <summary>The folder that holds a folder per experiment, which holds a folder per run.</summary>
    /// <value>runs</value>
    [Description("Folder that holds the runs.")]
    [Required]
    public string Output { get; set; } = "runs";
}
