using TorchSharp.Modules;

namespace Lab.Onnx;

/// <summary>TorchSharp's modules in ONNX.</summary>
internal static class TorchModules
{
    public static void AddTo(OnnxEmitters emitters)
    {
        AddLayers(emitters);
        AddActivations(emitters);
        AddPooling(emitters);
        emitters
            .Add<Sequential>((module, x) => module.children().Aggregate(x, (value, child) => value.Through(child)))
            .Add<Identity>((_, x) => x)
            .Add<Dropout>((_, x) => x)
            .Add<Dropout1d>((_, x) => x)
            .Add<Dropout2d>((_, x) => x)
            .Add<AlphaDropout>((_, x) => x)
            .Add<Flatten>(Flattened);
    }

    private static void AddLayers(OnnxEmitters emitters) => emitters
        .Add<Conv1d>(Convolved)
        .Add<Conv2d>(Convolved)
        .Add<Linear>((module, x) => x.Linear(module, module.weight!, module.bias is null ? null : x.Graph.Parameter(module, "bias")))
        .Add<BatchNorm>(Normalized)
        .Add<LayerNorm>((module, x) => x.LayerNormalization(
            module.weight is null ? x.Graph.Weight(module, "ones", torch.ones(module.normalized_shape)) : x.Graph.Parameter(module, "weight"),
            module.bias is null ? null : x.Graph.Parameter(module, "bias"),
            module.eps));

    private static void AddActivations(OnnxEmitters emitters) => emitters
        .Add<ReLU>((_, x) => x.Relu())
        .Add<ReLU6>((_, x) => x.Clip(0, 6))
        .Add<LeakyReLU>((module, x) => x.LeakyRelu(module.negative_slope))
        .Add<ELU>((module, x) => x.Elu(module.alpha))
        .Add<GELU>((module, x) => module.approximate == GELU.Approximate.none ? x.Gelu() : throw Unsupported(x, module, "with an approximation"))
        .Add<SiLU>((_, x) => x.Silu())
        .Add<Mish>((_, x) => x * x.Softplus().Tanh())
        .Add<Hardswish>((_, x) => x.HardSwish())
        .Add<Hardsigmoid>((_, x) => x.HardSigmoid())
        .Add<Sigmoid>((_, x) => x.Sigmoid())
        .Add<Tanh>((_, x) => x.Tanh())
        .Add<Softmax>((module, x) => x.Softmax((int)module.dim))
        .Add<LogSoftmax>((module, x) => x.LogSoftmax((int)module.dim));

    private static void AddPooling(OnnxEmitters emitters) => emitters
        .Add<MaxPool2d>((module, x) => x.MaxPool(
            Both(module.kernel_size), Both(module.stride ?? module.kernel_size), Both(module.padding ?? [0]), Both(module.dilation ?? [1]), module.ceil_mode))
        .Add<AvgPool2d>((module, x) => module.ceil_mode || module.divisor_override is not null
            ? throw Unsupported(x, module, "with ceil_mode or divisor_override")
            : x.AveragePool(Both(module.kernel_size), Both(module.stride ?? module.kernel_size), Both(module.padding ?? [0]), module.count_include_pad))
        .Add<AdaptiveAvgPool2d>(Pooled);

    private static OnnxValue Convolved(Convolution module, OnnxValue x)
    {
        if (module.padding_mode != PaddingModes.Zeros || module.padding is not { } padding)
        {
            throw Unsupported(x, module, "with padding other than a number of zeros");
        }

        return x.Conv(
            x.Graph.Parameter(module, "weight"), module.bias is null ? null : x.Graph.Parameter(module, "bias"), module.stride, padding, module.dilation, module.groups);
    }

    private static OnnxValue Normalized(BatchNorm module, OnnxValue x)
    {
        if (!module.track_running_stats)
        {
            throw Unsupported(x, module, "without running statistics");
        }

        var graph = x.Graph;
        return x.BatchNormalization(
            module.affine ? graph.Parameter(module, "weight") : graph.Weight(module, "ones", torch.ones(module.num_features)),
            module.affine ? graph.Parameter(module, "bias") : graph.Weight(module, "zeros", torch.zeros(module.num_features)),
            graph.Parameter(module, "running_mean"),
            graph.Parameter(module, "running_var"),
            module.eps);
    }

    private static OnnxValue Flattened(Flatten module, OnnxValue x)
    {
        var end = module.end_dim < 0 ? module.end_dim + x.Rank : module.end_dim;
        return module.start_dim == 1 && end == x.Rank - 1 ? x.Flatten() : throw Unsupported(x, module, "of axes other than all but the first");
    }

    // Of other sizes than 1, ONNX has none; where the windows are equal they are those of a plain pooling.
    private static OnnxValue Pooled(AdaptiveAvgPool2d module, OnnxValue x)
    {
        var size = Both(module.output_size);
        if (size is [1, 1])
        {
            return x.GlobalAveragePool();
        }

        var input = new[] { x.Shape[2].Known("Adaptive pooling"), x.Shape[3].Known("Adaptive pooling") };
        if (input[0] % size[0] != 0 || input[1] % size[1] != 0)
        {
            throw Unsupported(x, module, $"from {input[0]} x {input[1]} to {size[0]} x {size[1]}, which do not divide");
        }

        long[] kernel = [input[0] / size[0], input[1] / size[1]];
        return x.AveragePool(kernel, kernel, [0, 0], countPadding: true);
    }

    private static long[] Both(long[] numbers) => numbers.Length == 1 ? [numbers[0], numbers[0]] : numbers;

    private static LabException Unsupported(OnnxValue x, torch.nn.Module module, string what) => new(
        $"{x.Graph.Describe(module)} cannot be exported {what}. Write it with operators that ONNX has, in an emitter of its own: Emitters.Add<{module.GetType().Name}>((module, input) => ...).");
}
