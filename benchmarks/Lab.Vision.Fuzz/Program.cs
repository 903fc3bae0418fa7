using System.Diagnostics;
using System.Globalization;
using Lab.Vision;
using Lab.Vision.Fuzz;

const string Usage = """
    Damages image files and decodes them, one after the other, until the time is over.

      run SECONDS [SEED] [FOLDER...]         damages the files below the folders, and some drawn ones; a line a minute
      write ITERATION FILE [SEED] [FOLDER...] writes the damaged file of an iteration, as run made it with the same seed and folders

    The iteration that is under way stands in lab-fuzz.position in the temporary folder, so that a crash of the process can be repeated.
    Exit code 0: every damaged file was decoded or refused by UnreadableSampleException. 1: there were faults, which are printed.
    """;

// Large images that a header claims are refused at once, as an application would that takes files from strangers.
var options = new ImageDecoderOptions { MaximumPixels = 16_000_000 };
switch (args)
{
    case ["run", var seconds, ..]:
        return Run(Fuzzer(2), TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
    case ["write", var iteration, var file, ..]:
        File.WriteAllBytes(file, Fuzzer(3).FileOf(long.Parse(iteration, CultureInfo.InvariantCulture)));
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

Fuzzer Fuzzer(int at)
{
    var files = Originals.From(args.Skip(at + 1));
    Console.WriteLine($"{files.Count} sound files");
    return new Fuzzer(files, options, args.Length > at ? long.Parse(args[at], CultureInfo.InvariantCulture) : 0);
}

static int Run(Fuzzer fuzzer, TimeSpan time)
{
    using var position = File.OpenHandle(Path.Combine(Path.GetTempPath(), "lab-fuzz.position"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
    var started = Stopwatch.GetTimestamp();
    var told = TimeSpan.Zero;
    for (var iteration = 0L; Stopwatch.GetElapsedTime(started) < time; iteration++)
    {
        RandomAccess.Write(position, System.Text.Encoding.ASCII.GetBytes($"{iteration,12}\n"), 0);
        fuzzer.Run(iteration);
        if (Stopwatch.GetElapsedTime(started) - told > TimeSpan.FromMinutes(1) || iteration == 999)
        {
            told = Stopwatch.GetElapsedTime(started);

            // What the garbage collector has not yet taken would hide what stays.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            Console.WriteLine(fuzzer.Report.Progress(told));
        }
    }

    Console.WriteLine(fuzzer.Report.Progress(Stopwatch.GetElapsedTime(started)));
    Console.WriteLine(fuzzer.Report);
    return fuzzer.Report.Faults.Count == 0 ? 0 : 1;
}
