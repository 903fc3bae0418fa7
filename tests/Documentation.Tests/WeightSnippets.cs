using Lab.Hub;
using Lab.Vision;
using Lab.Weights;
using static TorchSharp.torch;

namespace Documentation.Tests.Snippets;

public static class WeightSnippets
{
    public static void Begin()
    {
        using var network = Backbones.CreatePretrained("resnet18", classCount: 18);                        // timm/resnet18.a1_in1k, with a classifier of 18 classes
        using var chosen = Backbones.CreatePretrained("resnet18", 18, "timm/resnet18.a3_in1k@main");       // another repository of the hub, and a revision
        using var local = Backbones.CreatePretrained("mobilenetv2_100", 18, "weights/mobilenet_v2.pth");   // a file; torchvision's names are translated
        var evaluation = network.Preprocessing.CreateTransform();                                          // as the weights' own config.json says
    }

    public static void Load(nn.Module model, Backbone backbone)
    {
        var report = model.LoadWeights("checkpoint.pth");                                                  // strict: what does not fit is an error, and changes nothing
        Console.WriteLine(report);                                                                         // 122 entries loaded from checkpoint.pth

        var part = new WeightLoading { Prefix = "encoder.", IsStrict = false };
        report = model.LoadWeights("other.safetensors", part);                                             // what fits; the report lists the rest

        report = backbone.LoadWeights("resnet50.pth");                                                     // names and shapes are the backbone's business
        Console.WriteLine(report.Replaced.Count > 0 ? "a new classifier" : "the published classifier");
    }

    public static void Look()
    {
        using var file = WeightFile.Open("checkpoint.pth", section: "model_ema");
        foreach (var (name, entry) in file.Entries)
        {
            Console.WriteLine($"{name}: {entry.Type} [{string.Join(", ", entry.Shape)}]");
        }

        using var weight = file.Read("conv1.weight");
    }

    public static void Fetch(CancellationToken cancellation)
    {
        var hub = new HuggingFaceHub();
        var path = hub.Get(HubFileName.Of("timm/resnet18.a1_in1k", "model.safetensors"), progress => Console.WriteLine($"{progress.Received} of {progress.Total}"), cancellation);
    }
}
