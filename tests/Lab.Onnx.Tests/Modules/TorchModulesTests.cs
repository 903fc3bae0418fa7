using Lab.Onnx.Tests.Support;
using static TorchSharp.torch.nn;

namespace Lab.Onnx.Tests.Modules;

/// <summary>TorchSharp's modules give the same in ONNX Runtime.</summary>
public sealed class TorchModulesTests
{
    private static IEnumerable<TestCaseData> Maps =>
    [
        Case("Conv2d", () => Conv2d(4, 6, (3, 5), stride: (2, 1), padding: (1, 2), dilation: (1, 2), groups: 2)),
        Case("Conv2d without bias", () => Conv2d(4, 6, 1, bias: false)),
        Case("BatchNorm2d", () => BatchNorm2d(4)),
        Case("BatchNorm2d without parameters", () => BatchNorm2d(4, affine: false)),
        Case("MaxPool2d", () => MaxPool2d(3, stride: 2, padding: 1)),
        Case("MaxPool2d that hangs over", () => MaxPool2d(2, stride: 2, ceil_mode: true)),
        Case("AvgPool2d", () => AvgPool2d(3, stride: 2, padding: 1)),
        Case("AvgPool2d without padding in the mean", () => AvgPool2d(3, stride: 2, padding: 1, count_include_pad: false)),
        Case("AdaptiveAvgPool2d", () => AdaptiveAvgPool2d(1)),
        Case("AdaptiveAvgPool2d of windows", () => AdaptiveAvgPool2d([3, 7])),
        Case("Flatten and Linear", () => Sequential(Flatten(), Linear(4 * 9 * 7, 5))),
        Case("Linear over the last axis", () => Linear(7, 3)),
        Case("Linear without bias", () => Linear(7, 3, hasBias: false)),
        Case("LayerNorm", () => LayerNorm(7)),
        Case("LayerNorm of two axes without parameters", () => LayerNorm([9, 7], elementwise_affine: false)),
        Case("Activations", () => Sequential(ReLU6(), LeakyReLU(0.2), ELU(0.5), GELU(), SiLU(), Mish(), Hardswish(), Hardsigmoid(), Tanh(), Sigmoid())),
        Case("ReLU", () => ReLU()),
        Case("Softmax", () => Softmax(1)),
        Case("LogSoftmax", () => LogSoftmax(-1)),
        Case("Dropout", () => Sequential(Dropout(), Dropout2d(), Identity(), Linear(7, 2))),
    ];

    [TestCaseSource(nameof(Maps))]
    public void A_module_of_maps_gives_the_same(Func<Module<Tensor, Tensor>> create) => Check(create, 4, 9, 7);

    [Test]
    public void Modules_of_sequences_give_the_same() => Check(() => Sequential(Conv1d(4, 6, 3, stride: 2, padding: 1), BatchNorm1d(6), ReLU()), 4, 11);

    [Test]
    public void Modules_of_vectors_give_the_same() => Check(() => Sequential(Linear(5, 8), BatchNorm1d(8), GELU(), Linear(8, 3)), 5);

    [TestCaseSource(nameof(Refused))]
    public void What_onnx_does_not_have_is_refused_by_name(Func<Module<Tensor, Tensor>> create, string message)
    {
        using var folder = new TemporaryFolder();
        using var module = Sequential(("odd", create()));

        Assert.That(
            () => OnnxExporter.Export(module, folder["model.onnx"], OnnxInput.Floats("input", 4, 9, 7)),
            Throws.TypeOf<LabException>().With.Message.Contains("'odd'").And.Message.Contains(message));
    }

    private static IEnumerable<TestCaseData> Refused =>
    [
        new TestCaseData(() => (Module<Tensor, Tensor>)AdaptiveAvgPool2d([2, 2]), "9 x 7 to 2 x 2").SetArgDisplayNames("AdaptiveAvgPool2d"),
        new TestCaseData(() => (Module<Tensor, Tensor>)BatchNorm2d(4, track_running_stats: false), "without running statistics").SetArgDisplayNames("BatchNorm2d"),
        new TestCaseData(() => (Module<Tensor, Tensor>)Conv2d(4, 4, 3, padding: 1, padding_mode: PaddingModes.Reflect), "padding").SetArgDisplayNames("Conv2d"),
        new TestCaseData(() => (Module<Tensor, Tensor>)Flatten(2), "axes").SetArgDisplayNames("Flatten"),
    ];

    private static TestCaseData Case(string name, Func<Module<Tensor, Tensor>> create) => new TestCaseData(create).SetArgDisplayNames(name);

    private static void Check(Func<Module<Tensor, Tensor>> create, params long[] sample)
    {
        using var folder = new TemporaryFolder();
        torch.manual_seed(1);
        using var module = Randomized.Weights(create());
        OnnxExporter.Export(module, folder["model.onnx"], OnnxInput.Floats("input", [.. sample.Select(size => (OnnxDimension)size)]));
        using var runtime = new Runtime(folder["model.onnx"]);
        module.eval();
        foreach (var batch in new[] { 1, 3 })
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            var input = torch.randn([batch, .. sample]);
            Agreement.Check(runtime.Run(input)["logits"], module.call(input), $"batch of {batch}");
        }
    }
}
