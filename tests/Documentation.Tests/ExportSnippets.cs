using Lab;
using Lab.Onnx;
using Lab.Vision;
using TorchSharp;
using static TorchSharp.torch;

namespace Documentation.Tests;

internal sealed class Gate : torch.nn.Module<Tensor, Tensor>, IOnnxModule
{
    private readonly TorchSharp.Modules.Linear hidden = torch.nn.Linear(16, 16);

    public Gate()
        : base(nameof(Gate)) => RegisterComponents();

    public override Tensor forward(Tensor input) => input * hidden.call(input).sigmoid();

    public OnnxValue EmitOnnx(OnnxValue input) => input * input.Through(hidden).Sigmoid();
}

internal sealed record Answer(Tensor Kind, Tensor Age);

internal sealed class TwoHeads : Model<Tensor, Answer>, IOnnxModel
{
    private readonly Backbone backbone = Backbones.Create("resnet10_slim", classCount: 0);
    private readonly TorchSharp.Modules.Linear kind = torch.nn.Linear(128, 3);
    private readonly TorchSharp.Modules.Linear age = torch.nn.Linear(128, 1);

    public override Answer forward(Tensor input)
    {
        var features = backbone.call(input);
        return new Answer(kind.call(features), age.call(features));
    }

    public IReadOnlyList<OnnxOutput> EmitOnnx(OnnxValue input)
    {
        var features = input.Through(backbone);
        return [new("kind", features.Through(kind)), new("age", features.Through(age))];
    }
}

internal static class ExportPieces
{
    public static void Builder(ExperimentBuilder<ImageSample, Tensor, Tensor, Tensor> builder)
    {
        builder.OnnxExport();
    }

    public static void Export()
    {
        using var network = Backbones.Create("resnet18", classCount: 1000);
        var written = OnnxExporter.Export(network, "resnet18.onnx", ImageOnnxInput.Pixels(network.Preprocessing), new OnnxExportOptions { Softmax = true });
        Console.WriteLine($"{written.Nodes} operations, {written.Bytes} bytes, within {written.Difference} of the model");
    }
}
