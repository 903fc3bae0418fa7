using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab;

/// <summary>Training the head alone on features that are computed once.</summary>
[ReadBy(LabVerbs.Train)]
public sealed class ProbeOptions
{
    /// <summary>
    /// Whether to train the model's head alone, on what the rest of the model gives for every sample once, before the first epoch: a linear probe, whose epochs take seconds or less. Checkpoints
    /// hold the whole model. The model must implement <see cref="IFeatureModel{TInput, TOutput}"/>.
    /// </summary>
    /// <value>false</value>
    [Description("Train the head alone, on features that are computed once: a linear probe, whose epochs take seconds.")]
    public bool Probe { get; set; }

    /// <summary>
    /// Augmented views of every training sample whose features are computed; epoch e trains on those of view 1 + (e - 1) modulo their number, which is epoch e's augmentation as long as there are as many views
    /// as epochs. 0 for one view without augmentation. Each costs a pass over the training data.
    /// </summary>
    /// <value>0</value>
    [Description("Augmented views of every training sample that a probe computes features of; 0 for one without augmentation.")]
    [Range(0, 10_000)]
    public int ProbeViews { get; set; }
}
