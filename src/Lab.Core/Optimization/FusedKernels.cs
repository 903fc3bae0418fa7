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
        Parameters(updates),
        Gradients(updates),
        options.Momentum == 0 ? [] : Slots(updates, 0),
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
            Parameters(updates),
            Gradients(updates),
            Slots(updates, 0),
            Slots(updates, 1),
            options.AmsGrad ? Slots(updates, 2) : [],
            Collect(updates, _ => step),
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

    private static Tensor[] Parameters(IReadOnlyList<ParameterUpdate> updates) => Collect(updates, update => update.Parameter);

    private static Tensor[] Gradients(IReadOnlyList<ParameterUpdate> updates) => Collect(updates, update => update.Gradient);

    private static Tensor[] Slots(IReadOnlyList<ParameterUpdate> updates, int slot) => Collect(updates, update => update.Slot(slot));

    private static Tensor[] Collect(IReadOnlyList<ParameterUpdate> updates, Func<ParameterUpdate, Tensor> select)
    {
        var tensors = new Tensor[updates.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = select(updates[i]);
        }

        return tensors;
    }
}
