namespace Lab.Hooks;

/// <summary>How two samples become one.</summary>
public enum MixKind
{
    /// <summary>Every value is a weighted mean of both (Zhang et al. 2018, "mixup: Beyond empirical risk minimization").</summary>
    Mixup,

    /// <summary>A box of one is pasted into the other (Yun et al. 2019, "CutMix: Regularization strategy to train strong classifiers with localizable features").</summary>
    CutMix,
}
