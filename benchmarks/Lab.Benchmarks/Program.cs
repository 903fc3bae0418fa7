using System.Globalization;
using Lab.Benchmarks;
using Lab.Native;

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
    case ["loader", var threads]:
        Console.WriteLine($"{LoaderSpeed.Measure(Pictures.Folder(), int.Parse(threads, CultureInfo.InvariantCulture)):f1}");
        return 0;
    case ["train-step", var threads]:
        Console.WriteLine($"{TrainStep.Measure(int.Parse(threads, CultureInfo.InvariantCulture)):f1}");
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
    default:
        Console.Error.WriteLine("trainer-overhead [ROUNDS] | pictures | loader THREADS | train-step TORCH-THREADS | resume [ROUNDS] | checkpoint-cost [EPOCHS]");
        return 2;
}
