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
        Gradients(updates),
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
            Gradients(updates),
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

    // On the CPU the kernels read parameter, gradient and slots as plain memory, but first make a contiguous copy of the gradient, which they leave unused. Of a gradient that is
    // contiguous already there is no copy: so they get channels-last ones as the row of numbers that they are in memory.
    private static Tensor[] Gradients(IReadOnlyList<ParameterUpdate> updates)
    {
        var gradients = updates.Gradients();
        for (var i = 0; i < gradients.Length; i++)
        {
            if (new TensorInfo(gradients[i]) is { DeviceType: DeviceType.CPU } info && !info.IsRowMajor())
            {
                gradients[i] = gradients[i].as_strided([gradients[i].numel()], [1]);
            }
        }

        return gradients;
    }
}
