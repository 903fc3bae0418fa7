using Lab.Native;

namespace Lab.Optimization;

/// <summary>libtorch's optimizer steps in one call for many parameters. They check neither shapes nor strides: a <see cref="StatefulOptimizer"/> has.</summary>
internal static class FusedKernels
{
    private static readonly TorchOperator Sgd = new("aten::_fused_sgd_");
    private static readonly TorchOperator Adam = new("aten::_fused_adam_");
    private static readonly TorchOperator AdamW = new("aten::_fused_adamw_");

    /// <summary>Whether libtorch has the kernels for these parameters.</summary>
    public static bool Cover(IReadOnlyList<ParameterUpdate> updates) =>
        TorchOperator.IsAvailable && updates[0].Parameter.device_type is DeviceType.CPU or DeviceType.CUDA;

    public static void StepSgd(IReadOnlyList<ParameterUpdate> updates, SgdOptions options, double weightDecay, double learningRate) => Sgd.Invoke(
        updates.Parameters(),
        updates.Gradients(),
        options.Momentum == 0 ? [] : updates.Slots(0),
        weightDecay,
        options.Momentum,
        learningRate,
        options.Dampening,
        options.Nesterov,
        false,
        updates[0].Step == 1,
        OperatorArgument.None,
        OperatorArgument.None);

    public static void StepAdam(IReadOnlyList<ParameterUpdate> updates, AdamOptions options, bool decoupled, double weightDecay, double learningRate)
    {
        // The kernels read the count of steps from memory, a tensor per parameter; it is the same for all here.
        using Scalar count = ((double)updates[0].Step).ToScalar();
        using var step = torch.full([], count, torch.ScalarType.Float32, updates[0].Parameter.device);
        (decoupled ? AdamW : Adam).Invoke(
            updates.Parameters(),
            updates.Gradients(),
            updates.Slots(0),
            updates.Slots(1),
            options.AmsGrad ? updates.Slots(2) : [],
            OperatorArgument.Of([.. Enumerable.Repeat(step, updates.Count)]),
            learningRate,
            options.Beta1,
            options.Beta2,
            weightDecay,
            options.Epsilon,
            options.AmsGrad,
            false,
            OperatorArgument.None,
            OperatorArgument.None);
    }
}
