namespace Lab;

/// <summary>The type in which model and loss are computed. Parameters, gradients and the optimizer's state are of type <see cref="Float32"/> in any case.</summary>
public enum Precision
{
    /// <summary>32 bits throughout.</summary>
    [OptionAlias("fp32")]
    Float32,

    /// <summary>
    /// Convolutions and matrix products in bfloat16: the range of float32 with 8 significant bits. Faster on processors with AVX-512 and on NVIDIA GPUs from compute capability 8.0.
    /// </summary>
    [OptionName("bfloat16")]
    [OptionAlias("bf16")]
    BFloat16,

    /// <summary>
    /// Convolutions and matrix products in float16: 11 significant bits, but nothing above 65504, so that the loss is scaled (<see cref="Optimization.LossScaler"/>). For CUDA only.
    /// </summary>
    [OptionAlias("fp16")]
    Float16,
}
