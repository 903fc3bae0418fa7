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

    /// <summary>
    /// A run whose model a new run begins with, at its best checkpoint or else its newest: to fine-tune after a probe, or to go on with larger images. Optimizer and schedule begin anew. The model
    /// must have the same parameters. Null begins with the model as it is built.
    /// </summary>
    /// <value>null</value>
    [ReadBy(LabVerbs.Steps | LabVerbs.Analyze)]
    [Description("Folder of a run whose best weights a new run begins with; optimizer and schedule begin anew.")]
    public string? From { get; set; }
}
