using Lab;
using Lab.Vision;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace Documentation.Tests;

/// <summary>The code of docs/inference.md.</summary>
internal static class InferenceSnippets
{
    public static void Heads(ExperimentBuilder<ImageSample, Tensor, FaceLogits, Tensor> lab)
    {
        lab.Head("mask", output => output.Mask, ["worn", "wrong", "none"])
           .Head("age", output => output.Age, ["<30", "30-59", "60+"])
           .BundleExport();
    }

    public static void Predict()
    {
        using var predictor = Predictor.Load("mask.bundle.safetensors");   // or the folder of a run: its best checkpoint

        var prediction = predictor.Predict("face.jpg");                    // a path, a stream, or pixels
        Console.WriteLine($"{prediction.Label}: {prediction.Probability:p1}");
        foreach (var (label, probability) in prediction["age"].Top(2))
        {
            Console.WriteLine($"  {label}: {probability:p1}");
        }

        foreach (var one in predictor.PredictBatch(Directory.EnumerateFiles("faces")))
        {
            Console.WriteLine($"{one.Source}: {one.Label}");
        }
    }

    public static void Ensemble()
    {
        var careful = Predictor.Load(
            ["fold-1.bundle.safetensors", "fold-2.bundle.safetensors"],    // probabilities are averaged
            new PredictorOptions
            {
                TestTimeAugmentation = new TestTimeAugmentation { HorizontalFlip = true, FourCorners = true },
                EnsembleWeights = [2, 1],
            });
        careful.Dispose();
    }

    public static void Engine()
    {
        using var fast = Predictor.Load("mask.bundle.safetensors", new PredictorOptions { Engine = PredictorEngine.Onnx });
    }

    public static void Services(IServiceCollection services)
    {
        services.AddPredictor("mask.bundle.safetensors");
    }

    internal sealed record FaceLogits(Tensor Mask, Tensor Age);
}
