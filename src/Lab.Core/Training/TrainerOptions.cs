using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lab;

/// <summary>How long to train and how often to validate, what of the model, and on what device.</summary>
[ReadBy(LabVerbs.Data)]
public sealed record TrainerOptions
{
    /// <summary>Epochs of the run.</summary>
    /// <value>10</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Epochs to train.")]
    public EpochCount Epochs { get; set; } = new(10);

    /// <summary>Epochs before which no hook's wish to stop is granted.</summary>
    /// <value>0</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Epochs before which no wish to stop, such as early stopping's, is granted.")]
    public EpochCount MinimumEpochs { get; set; }

    /// <summary>Optimizer steps after which the run ends, if that is sooner than <see cref="Epochs"/>; null for no limit.</summary>
    /// <value>null</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Optimizer steps after which training ends, if sooner than the epochs.")]
    public StepCount? MaximumSteps { get; set; }

    /// <summary>Training time after which the run ends at the next step, if that is sooner, time before a resume included; null for no limit.</summary>
    /// <value>null</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Training time after which training ends, such as 01:30:00, if sooner than the epochs.")]
    public TimeSpan? MaximumTime { get; set; }

    /// <summary>How often to validate: every so many epochs, or every so many optimizer steps.</summary>
    /// <value>1 epoch</value>
    [ReadBy(LabVerbs.Train)]
    [Description("How often to validate, such as '1 epoch' or '200 steps'.")]
    public Duration ValidateEvery { get; set; } = new EpochCount(1);

    /// <summary>
    /// Parts of the model that are not trained, for the whole run or at its beginning. A frozen parameter gets no gradient and stays as it is; batch normalisation whose parameters are frozen uses
    /// its running statistics and leaves them as they are. The optimizer's state of a parameter begins when it thaws.
    /// </summary>
    /// <value>none</value>
    [ReadBy(LabVerbs.Steps)]
    [Description("Parts that are not trained, for good or at first, such as 'backbone for 2 epochs' or 'stem, layer1': backbone, a stage, the beginning of names, or a pattern with *.")]
    public IReadOnlyList<FreezeRule> Freeze { get; set; } = [];

    /// <summary>Whether all batch normalisation of the model uses its running statistics in training too and leaves them as they are; its weights are trained unless they are frozen.</summary>
    /// <value>false</value>
    [ReadBy(LabVerbs.Steps)]
    [Description("Whether batch normalisation keeps its running statistics and uses them in training too, as suits small batches.")]
    public bool FreezeBatchNorm { get; set; }

    /// <summary>The seed of all randomness of the run: order, augmentation, dropout and, by the host, initial weights.</summary>
    /// <value>1</value>
    [Description("Seed of all randomness.")]
    public long Seed { get; set; } = 1;

    /// <summary>Where to compute: <c>auto</c> (CUDA if there is one), <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <value>auto</value>
    [Description("Where to compute: auto, cpu, cuda or cuda:N.")]
    [Required]
    [RegularExpression("auto|cpu|cuda(:[0-9]+)?", ErrorMessage = "must be auto, cpu, cuda or cuda:N")]
    public string Device { get; set; } = "auto";

    /// <summary>Threads of one tensor operation; 0 leaves torch's choice. Results are bit-identical at the same number only.</summary>
    /// <value>0</value>
    [Description("Threads of one tensor operation; 0 leaves torch's choice. Same bits only at the same number.")]
    [Range(0, 1024)]
    public int TorchThreads { get; set; }

    /// <summary>Whether torch may use only algorithms that give the same bits every time. On the CPU they do anyway; on CUDA it costs speed, and an operation without such an algorithm fails.</summary>
    /// <value>false</value>
    [Description("Only algorithms that give the same bits every time; matters on CUDA.")]
    public bool Deterministic { get; set; }

    /// <summary>
    /// Whether checkpoints are written while training goes on. A step then waits for a copy of the state in memory only, and for the checkpoint before it, if that is still under way;
    /// the copy takes as much memory as a checkpoint takes on disk. What cannot be written ends the run at the next step.
    /// </summary>
    /// <value>false</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Whether checkpoints are written while training goes on, from a copy in memory.")]
    public bool CheckpointBackground { get; set; }

    /// <summary>The type in which model and loss are computed, in training and in every other pass. Weights, gradients and what metrics read stay float32.</summary>
    /// <value><see cref="Lab.Precision.Float32"/></value>
    [Description("The type in which model and loss are computed; float16 is for CUDA only. Also fp32, bf16, fp16.")]
    public Precision Precision { get; set; }

    /// <summary>
    /// Whether weights with four dimensions, and inputs that are a tensor with four dimensions, are laid out with the channels of a pixel side by side, which convolutions are faster on. Inputs of
    /// another type are given to the model as they are; a convolution then converts its input itself. Checkpoints are the same in either layout.
    /// </summary>
    /// <value>false</value>
    [Description("Lays images and convolution weights out with the channels of a pixel side by side; convolutions are faster.")]
    public bool ChannelsLast { get; set; }

    /// <summary>What to do when a training loss or a gradient is NaN or infinite. Overflows that the scaling of <see cref="Lab.Precision.Float16"/> mends by itself are none of its business.</summary>
    /// <value><see cref="NonFinitePolicy.Stop"/></value>
    [ReadBy(LabVerbs.Train)]
    [Description("What to do when a loss or a gradient is NaN or infinite.")]
    public NonFinitePolicy NonFinite { get; set; }

    /// <summary>Whether to write the batch in which a loss or gradient is not finite (input, target and output) into the folder <c>non-finite</c> of the run; the first ten of a run.</summary>
    /// <value>false</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Whether to write batches with a NaN or infinite loss or gradient into the run's folder.")]
    public bool DumpNonFinite { get; set; }

    /// <summary>Whether to compute metrics on training batches too. The loss is always reported.</summary>
    /// <value>true</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Whether to compute metrics on training batches too.")]
    public bool TrainMetrics { get; set; } = true;

    /// <summary>Validation batches that are tried before the first step, unseen by every hook, so that a fault of the validation is met at once; 0 for none. A resumed run has no need of it.</summary>
    /// <value>2</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Validation batches that are tried before the first step, to meet a fault of the validation at once; 0 for none.")]
    public BatchCount SanityBatches { get; set; } = new(2);

    /// <summary>Whether to measure where the time of training goes: <see cref="RunResult.Profile"/> then holds it. The weights do not depend on it; on CUDA the device is waited for at every border, which costs speed.</summary>
    /// <value>false</value>
    [ReadBy(LabVerbs.Train)]
    [Description("Measure where the time goes: a table at the end of training and profile.json. On CUDA it costs speed.")]
    public bool Profile { get; set; }
}
