namespace Lab;

/// <summary>The verbs of an application that know the experiment's options.</summary>
[Flags]
public enum LabVerbs
{
    /// <summary>No verb.</summary>
    None = 0,

    /// <summary><c>train</c>.</summary>
    Train = 1,

    /// <summary><c>evaluate</c>.</summary>
    Evaluate = 2,

    /// <summary><c>predict</c>.</summary>
    Predict = 4,

    /// <summary><c>export</c>.</summary>
    Export = 8,

    /// <summary><c>analyze</c>.</summary>
    Analyze = 16,

    /// <summary><c>find-lr</c>.</summary>
    FindLearningRate = 32,

    /// <summary><c>find-batch-size</c>.</summary>
    FindBatchSize = 64,

    /// <summary>Those in which observers take part: what an application does in a row where no verb is given.</summary>
    Observed = Train | Evaluate | Predict,

    /// <summary>Those that make steps of the optimizer.</summary>
    Steps = Train | FindLearningRate | FindBatchSize,

    /// <summary>Those that look at data.</summary>
    Data = Steps | Evaluate | Predict | Analyze,

    /// <summary>All.</summary>
    All = Data | Export,
}
