using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lab.Native;

namespace Lab.Tests.Native;

[NonParallelizable]
public sealed class FinalizerGateTests
{
    private static int finalized;

    private static readonly TimeSpan PastInterval = FinalizerGate.BreathInterval + TimeSpan.FromMilliseconds(10);

    [SetUp]
    public void Reset()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Volatile.Write(ref finalized, 0);
    }

    [Test]
    public void Nothing_is_finalised_while_it_is_closed_and_all_is_once_it_opens()
    {
        using (FinalizerGate.Close())
        {
            Assert.That(FinalizerGate.IsClosed, Is.True);
            Litter(100);
            GC.Collect(0);
            Spin(PastInterval);
            Assert.That(Volatile.Read(ref finalized), Is.Zero);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(FinalizerGate.IsClosed, Is.False);
        Assert.That(Volatile.Read(ref finalized), Is.EqualTo(100));
    }

    [Test]
    public void A_breath_after_the_interval_finalises_what_waits_and_closes_again()
    {
        using var gate = FinalizerGate.Close();
        Litter(100);
        GC.Collect(0);
        Spin(PastInterval);

        gate.Breathe();

        Assert.That(Volatile.Read(ref finalized), Is.EqualTo(100));
        Assert.That(FinalizerGate.IsClosed, Is.True);
    }

    [Test]
    public void A_breath_before_the_interval_does_nothing_and_costs_next_to_nothing()
    {
        const int Calls = 100_000;
        using var gate = FinalizerGate.Close();
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Spin(PastInterval);
            gate.Breathe();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Calls; i++)
            {
                gate.Breathe();
            }

            var elapsed = Stopwatch.GetElapsedTime(start);
            best = elapsed < best ? elapsed : best;
        }

        Assert.That(best.TotalMicroseconds / Calls, Is.LessThan(1));
    }

    [Test]
    public void Nested_gates_open_with_the_last_one_whatever_the_order()
    {
        var first = FinalizerGate.Close();
        var second = FinalizerGate.Close();

        first.Dispose();
        first.Dispose();
        Assert.That(FinalizerGate.IsClosed, Is.True);
        second.Dispose();
        Assert.That(FinalizerGate.IsClosed, Is.False);
    }

    [Test]
    public void A_breath_waits_for_other_threads_that_hold_the_gate()
    {
        using var gate = FinalizerGate.Close();
        using var held = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var other = new Thread(() =>
        {
            using var theirs = FinalizerGate.Close();
            held.Set();
            release.Wait();
        });
        other.Start();
        held.Wait();
        Litter(10);
        GC.Collect(0);
        Spin(PastInterval);

        gate.Breathe();
        var whileHeld = Volatile.Read(ref finalized);
        release.Set();
        other.Join();
        gate.Breathe();

        Assert.That(whileHeld, Is.Zero);
        Assert.That(Volatile.Read(ref finalized), Is.EqualTo(10));
    }

    [Test]
    public void Code_that_waits_for_finalizers_gets_through_after_the_cap_and_the_next_breath_closes_again()
    {
        var cap = FinalizerGate.Cap;
        FinalizerGate.Cap = TimeSpan.FromMilliseconds(200);
        try
        {
            using var gate = FinalizerGate.Close();
            Litter(1);
            GC.Collect(0);

            GC.WaitForPendingFinalizers();
            Assert.That(Volatile.Read(ref finalized), Is.EqualTo(1));
            Assert.That(FinalizerGate.IsClosed, Is.False);

            gate.Breathe();
            Assert.That(FinalizerGate.IsClosed, Is.True);
        }
        finally
        {
            FinalizerGate.Cap = cap;
        }
    }

    [Test]
    public void An_exception_in_a_step_opens_it()
    {
        Assert.That(
            () =>
            {
                using var gate = FinalizerGate.Close();
                throw new InvalidOperationException("step");
            },
            Throws.InvalidOperationException);
        Assert.That(FinalizerGate.IsClosed, Is.False);
    }

    [Test]
    public void A_thread_that_ends_without_opening_it_opens_it()
    {
        var thread = new Thread(() => FinalizerGate.Close());
        thread.Start();
        thread.Join();
        Litter(1);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.That(Volatile.Read(ref finalized), Is.EqualTo(1));
        using var next = FinalizerGate.Close();
        Assert.That(FinalizerGate.IsClosed, Is.True);
    }

    [Test]
    public void A_process_whose_main_method_returns_with_the_gate_closed_ends_at_once()
    {
        using var child = Child(StartupHook.Return);
        var watch = Stopwatch.StartNew();

        Assert.That(child.WaitForExit(TimeSpan.FromSeconds(60)), Is.True);
        Assert.That(child.ExitCode, Is.Zero);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void A_process_that_is_asked_to_end_while_the_gate_is_closed_ends_soon()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("No SIGTERM on Windows.");
        }

        using var child = Child(StartupHook.Stay);
        var watch = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-TERM", child.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

        Assert.That(child.WaitForExit(TimeSpan.FromSeconds(60)), Is.True);
        Assert.That(child.ExitCode, Is.EqualTo(143));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    // A process of this assembly, whose main method is empty, with the gate closed before it.
    private static Process Child(string then)
    {
        var assembly = typeof(FinalizerGateTests).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { "exec", assembly },
            Environment = { ["DOTNET_STARTUP_HOOKS"] = assembly, [StartupHook.Switch] = then },
            RedirectStandardOutput = true,
        };
        var child = Process.Start(start)!;
        Assert.That(child.StandardOutput.ReadLine(), Is.EqualTo("closed: True"));
        return child;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Litter(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = new Finalizable();
        }
    }

    private static void Spin(TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            Thread.Yield();
        }
    }

    private sealed class Finalizable
    {
        ~Finalizable() => Interlocked.Increment(ref finalized);
    }
}
