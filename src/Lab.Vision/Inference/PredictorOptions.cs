namespace Lab.Vision;

/// <summary>How a <see cref="Predictor"/> loads and computes.</summary>
public sealed record PredictorOptions
{
    /// <summary>Of a run's folder, the weights that were trained, or their average. A bundle holds one kind.</summary>
    /// <value>raw</value>
    public ModelWeights Weights { get; init; }

    /// <summary>Of a run's folder, the checkpoint's name or mark; the best or, where none is marked, the newest if null.</summary>
    /// <value>null</value>
    public string? Checkpoint { get; init; }

    /// <summary>Further views of each image.</summary>
    /// <value>none</value>
    public TestTimeAugmentation TestTimeAugmentation { get; init; } = TestTimeAugmentation.None;

    /// <summary>Of an ensemble, how much each model counts, in the order of the paths; equally if null. They need not sum to 1.</summary>
    /// <value>null</value>
    public IReadOnlyList<double>? EnsembleWeights { get; init; }

    /// <summary>Images that are computed together at most, at least 1. Requests that wait while a batch is computed make the next one; nothing waits for a batch to fill.</summary>
    /// <value>32</value>
    public int BatchSize
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(BatchSize), value, "A batch holds at least one image.");
    }

    = 32;

    /// <summary>What computes.</summary>
    /// <value>torch</value>
    public PredictorEngine Engine
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Engine), value, $"Use one of {string.Join(", ", Enum.GetNames<PredictorEngine>())}.");
    }

    /// <summary>Where to compute: auto, cpu, cuda or cuda:N. <see cref="PredictorEngine.Onnx"/> computes on the processor, which is what auto means there.</summary>
    /// <value>auto</value>
    public string Device { get; init; } = "auto";

    /// <summary>Threads of an operation on the processor, or 0 for the engine's choice: torch's own, and with <see cref="PredictorEngine.Onnx"/> all processors.</summary>
    /// <value>0</value>
    public int Threads
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Threads), value, "It is a number of threads, or 0.");
    }

    /// <summary>Whether batch normalisation is folded into the convolutions before it. The answers differ in the last digits; the bundle's golden inputs are checked with it.</summary>
    /// <value>true</value>
    public bool FoldNormalization { get; init; } = true;

    /// <summary>What decodes files; <see cref="ImageDecoder.Fastest"/> if null.</summary>
    /// <value>null</value>
    public ImageDecoder? Decoder { get; init; }
}
