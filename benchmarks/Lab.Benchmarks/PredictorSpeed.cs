using System.Diagnostics;
using System.Globalization;
using Lab.Inference;
using Lab.Onnx;
using Lab.Vision;
using Microsoft.ML.OnnxRuntime;

namespace Lab.Benchmarks;

/// <summary>A <see cref="Predictor"/> with each of its engines against ONNX Runtime on the model that the same network was exported to, all on two threads, in turn within each round.</summary>
/// <remarks>The predictor is given pixels of the network's size and answers with probabilities of all labels; ONNX Runtime is given the same batch, and computes logits. So normalising and everything around the network counts for the predictor only.</remarks>
internal static class PredictorSpeed
{
    private const int Threads = 2;
    private const int Classes = 1000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.4);

    /// <summary>Prints a table.</summary>
    /// <param name="rounds">Turns of each side, of whose ratios the median counts.</param>
    /// <param name="networks">Which networks; all if none.</param>
    public static void Run(int rounds, params string[] networks)
    {
        Console.WriteLine("| network | pixels | batch | predictor by torch, images/s | predictor by ONNX Runtime, images/s | ONNX Runtime, images/s | ratio by torch | ratio by ONNX Runtime |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var name in networks is [] ? ["resnet18", "mobilenetv2_100"] : networks)
        {
            Measure(name, 224, 224, rounds);
            Measure(name, 128, 96, rounds);
        }
    }

    private static void Measure(string name, int height, int width, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("lab-predictor-speed-").FullName;
        try
        {
            var (bundle, onnx) = (Path.Combine(folder, "model.bundle.safetensors"), Path.Combine(folder, "model.onnx"));
            Write(name, height, width, bundle, onnx);
            using var torch = Predictor.Load(bundle, new PredictorOptions { Threads = Threads });
            using var runtime = Predictor.Load(bundle, new PredictorOptions { Threads = Threads, Engine = PredictorEngine.Onnx });
            using var options = new SessionOptions { IntraOpNumThreads = Threads };
            using var session = new InferenceSession(onnx, options);
            using var image = new RgbImage(width, height);
            image.Pixels.Fill(99);
            foreach (var batch in new[] { 1, 16, 32 })
            {
                Report(name, height, width, batch, rounds, [torch, runtime], session, image);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(string name, int height, int width, string bundle, string onnx)
    {
        using var network = Backbones.Create(name, Classes);
        network.eval();
        using var model = InferenceModel.Of(network, [.. Enumerable.Range(0, Classes).Select(index => $"{index}")]);
        var preprocessing = new ImagePreprocessing(width, height);
        OnnxExporter.Export(network, onnx, ImageOnnxInput.Prepared(preprocessing));
        Bundle.Write(bundle, model, new ModelCard { Architecture = ((IRebuildable)network).Architecture!, Preprocessing = preprocessing, Heads = model.Heads });
    }

    private static void Report(string name, int height, int width, int batch, int rounds, Predictor[] predictors, InferenceSession session, RgbImage image)
    {
        var images = Enumerable.Repeat(image, batch).ToArray();
        using var input = OrtValue.CreateTensorValueFromMemory(new float[batch * 3 * height * width], [batch, 3, height, width]);
        using var run = new Microsoft.ML.OnnxRuntime.RunOptions();
        var ours = predictors.Select(_ => new List<double>()).ToArray();
        var theirs = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < predictors.Length; i++)
            {
                var predictor = predictors[i];
                ours[i].Add(batch * CallsPerSecond(() => _ = batch == 1 ? predictor.Predict(image).Label : predictor.PredictBatch(images).Select(answer => answer.Label).Last()));
            }

            theirs.Add(batch * CallsPerSecond(() =>
            {
                using var results = session.Run(run, session.InputNames, [input], session.OutputNames);
            }));
        }

        var ratios = ours.Select(speeds => Median.Of(speeds.Zip(theirs, (own, other) => own / other))).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {height} x {width} | {batch} | {Median.Of(ours[0]):f1} | {Median.Of(ours[1]):f1} | {Median.Of(theirs):f1} | {ratios[0]:f2} | {ratios[1]:f2} |"));
    }

    // Threads of either side go on spinning for a moment when they have nothing to do, so the first part of a turn does not count.
    private static double CallsPerSecond(Action call)
    {
        _ = Calls(call, WarmUp);
        return Calls(call, Turn);
    }

    private static double Calls(Action call, TimeSpan time)
    {
        var (begun, calls) = (Stopwatch.GetTimestamp(), 0);
        do
        {
            call();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(begun) < time);
        return calls / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
