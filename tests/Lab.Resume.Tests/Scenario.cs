namespace Lab.Resume.Tests;

/// <summary>A run that is short, and has everything that a resume could get wrong: shuffling, random augmentation, dropout, and what its options name.</summary>
/// <param name="Name">Its name in test results.</param>
/// <param name="Arguments">Its options beyond those of all scenarios.</param>
internal sealed record Scenario(string Name, params string[] Arguments)
{
    /// <summary>Ends by early stopping: accumulation with a short last window, plateau schedule, an exponential average of the weights, checkpoints within epochs.</summary>
    public static Scenario EarlyStopped { get; } = new(
        "early stopped",
        "--epochs", "8", "--batch-size", "4", "--accumulate-batches", "2", "--schedule", "plateau", "--plateau-patience", "0", "--gamma", "0.5", "--warmup", "3 steps",
        "--ema-decay", "0.9", "--early-stopping-patience", "3", "--early-stopping-min-change", "10", "--checkpoint-every", "2 steps", "--checkpoint-keep-last", "2");

    /// <summary>Ends by itself, with a backbone that thaws on the way: validations within epochs, checkpoints at their ends that are written in the background, the two best kept, momentum, a stochastic average of the weights.</summary>
    public static Scenario Completed { get; } = new(
        "completed",
        "--epochs", "4", "--batch-size", "8", "--schedule", "cosine", "--optimizer", "sgd", "--momentum", "0.9", "--validate-every", "3 steps",
        "--swa-start", "1 epoch", "--freeze", "backbone for 2 epochs, stem", "--layer-decay", "0.8", "--checkpoint-every", "1 epoch", "--checkpoint-keep-best", "2", "--checkpoint-background", "true");

    /// <summary>The arguments of the verb train. Events are flushed by checkpoints only, so that nothing but they keeps TensorBoard's files whole.</summary>
    public IEnumerable<string> Train(string data, string output, int loaderThreads = 1) =>
    [
        "train", "--data", data, "--output", output, "--loader-threads", $"{loaderThreads}", "--torch-threads", "1", "--learning-rate", "0.003", "--dropout", "0.3",
        "--metrics-file-every", "1", "--text-log-every", "1", "--tensorboard-flush-seconds", "3600", .. Arguments,
    ];

    public override string ToString() => Name;
}
