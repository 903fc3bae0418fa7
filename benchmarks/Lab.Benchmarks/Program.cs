using System.Globalization;
using Lab;
using Lab.Benchmarks;
using Lab.Native;
using Lab.Vision;

TorchRuntime.EnsureLoaded();
switch (args)
{
    case ["trainer-overhead"]:
        TrainerOverhead.Run(rounds: 20);
        return 0;
    case ["trainer-overhead", var rounds]:
        TrainerOverhead.Run(int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    case ["pictures"]:
        Console.WriteLine(Pictures.Folder());
        return 0;
    case ["loader", var threads, ("resize" or "crop") and var work, var gap, ("fastest" or "skia") and var decoder]:
        Console.WriteLine($"{LoaderSpeed.Measure(Pictures.Folder(), int.Parse(threads, CultureInfo.InvariantCulture), work, double.Parse(gap, CultureInfo.InvariantCulture), DecoderOf(decoder)):f1}");
        return 0;
    case ["decode", var threads, ("1" or "2" or "4" or "8") and var reduction, ("fastest" or "skia") and var decoder]:
        Console.WriteLine($"{LoaderSpeed.DecodeAlone(Pictures.Folder(), int.Parse(threads, CultureInfo.InvariantCulture), int.Parse(reduction, CultureInfo.InvariantCulture), DecoderOf(decoder)):f1}");
        return 0;
    case ["resized", var width, var height, var gap, var list, var output]:
        ResizedPixels.Write(int.Parse(width, CultureInfo.InvariantCulture), int.Parse(height, CultureInfo.InvariantCulture), double.Parse(gap, CultureInfo.InvariantCulture), list, output);
        return 0;
    case ["data-wait", var torchThreads, var loaderThreads]:
        var (share, step) = DataWait.Measure(Pictures.Folder(), int.Parse(torchThreads, CultureInfo.InvariantCulture), int.Parse(loaderThreads, CultureInfo.InvariantCulture), epochs: 3);
        Console.WriteLine($"{100 * share:f2} % of steps of {step:f0} ms were spent waiting for data");
        return 0;
    case ["cache", var kind, var threads, .. ([] or ["crop"]) and var crop]:
        Console.WriteLine($"{CacheSpeed.Measure(Pictures.Folder(), Enum.Parse<ImageCaching>(kind, ignoreCase: true), int.Parse(threads, CultureInfo.InvariantCulture), crop.Length > 0):f1}");
        return 0;
    case ["manifest"]:
        ManifestSpeed.Run(lines: 1_000_000);
        return 0;
    case ["manifest", var lines]:
        ManifestSpeed.Run(int.Parse(lines, CultureInfo.InvariantCulture));
        return 0;
    case ["train-step", var threads, ("float32" or "bfloat16") and var precision, .. ([] or ["channels-last"]) and var layout]:
        Console.WriteLine($"{TrainStep.Measure(int.Parse(threads, CultureInfo.InvariantCulture), Enum.Parse<Precision>(precision, ignoreCase: true), channelsLast: layout.Length > 0):f1}");
        return 0;
    case ["resume"]:
        ResumeTime.Run(rounds: 5);
        return 0;
    case ["resume", var rounds]:
        ResumeTime.Run(int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    case ["checkpoint-cost"]:
        CheckpointCost.Run(epochs: 7);
        return 0;
    case ["checkpoint-cost", var epochs]:
        CheckpointCost.Run(Math.Max(3, int.Parse(epochs, CultureInfo.InvariantCulture)));
        return 0;
    case ["predictor"]:
        PredictorSpeed.Run(rounds: 9);
        return 0;
    case ["predictor", var rounds, .. var networks]:
        PredictorSpeed.Run(int.Parse(rounds, CultureInfo.InvariantCulture), networks);
        return 0;
    case ["load-weights", var network, var path]:
        WeightLoading.Run(network, path, rounds: 7);
        return 0;
    case ["transforms"]:
        TransformSpeed.Run(rounds: 5);
        return 0;
    case ["transforms", var rounds]:
        TransformSpeed.Run(int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("trainer-overhead [ROUNDS] | pictures | loader THREADS resize|crop GAP fastest|skia | decode THREADS 1|2|4|8 fastest|skia | resized WIDTH HEIGHT GAP LIST OUTPUT | data-wait TORCH-THREADS LOADER-THREADS | cache none|memory|disk THREADS [crop] | manifest [LINES] | train-step TORCH-THREADS float32|bfloat16 [channels-last] | resume [ROUNDS] | checkpoint-cost [EPOCHS] | transforms [ROUNDS] | load-weights NETWORK FILE | predictor [ROUNDS [NETWORK...]]");
        return 2;
}

static ImageDecoder DecoderOf(string name) => name == "skia" ? SkiaImageDecoder.Default : ImageDecoder.Fastest;
