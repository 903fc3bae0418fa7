using System.Diagnostics;
using System.Globalization;
using Lab.Native;

// The loop of FinalizerGateSoak without Lab's gate, unless the second argument is "gate".
var length = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 60);
var guarded = args.Length > 1 && args[1] == "gate";
TorchRuntime.EnsureLoaded();

for (var i = 0; i < 3; i++)
{
    new Thread(Allocate) { IsBackground = true }.Start();
}

using var network = torch.nn.Sequential(("first", torch.nn.Linear(16, 32)), ("second", torch.nn.Linear(32, 4)));
using var optimizer = torch.optim.AdamW(network.parameters().ToList(), lr: 1e-3);
using var input = torch.linspace(-1, 1, 8 * 16).reshape(8, 16);
using var gate = guarded ? FinalizerGate.Close() : null;
var steps = 0L;
var start = Stopwatch.GetTimestamp();
AppDomain.CurrentDomain.UnhandledException += (_, failure) => Report(((Exception)failure.ExceptionObject).Message.Split('\n')[0]);
var reported = TimeSpan.Zero;
for (var elapsed = TimeSpan.Zero; elapsed < length; elapsed = Stopwatch.GetElapsedTime(start))
{
    Step();
    steps++;
    gate?.Breathe();
    if (elapsed - reported > TimeSpan.FromSeconds(1))
    {
        // A crash in native code leaves no message: the last line tells when.
        reported = elapsed;
        Report("running");
    }
}

Report("survived");

void Report(string what) =>
    Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:f1} s, {steps} steps, {GC.CollectionCount(0)} collections, {Environment.WorkingSet >> 20} MiB: {what}");

void Step()
{
    using var scope = torch.NewDisposeScope();
    var x = (input * 2) + 1;
    x = (x - 0.5f) / 3;
    var hidden = network.call(x);
    var loss = (hidden * hidden).mean() + (hidden.abs().mean() * 0.1);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    var forgotten = torch.ones(64).DetachFromDisposeScope();
    forgotten = ((forgotten * 2) + 1).DetachFromDisposeScope();
    _ = forgotten.sum().DetachFromDisposeScope();
    _ = loss.item<float>();
}

static void Allocate()
{
    var kept = new byte[64][];
    for (var i = 0; ; i++)
    {
        kept[i % kept.Length] = new byte[4096 + (i % 17 * 512)];
    }
}
