using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lab.Native;


/// <summary>
/// Keeps the finalizer thread parked while native calls run, and lets it work between them.
/// </summary>
/// <remarks>
/// TorchSharp keeps no wrapper alive across its native calls: in <c>x * 2 + 1</c> the implicit <c>Scalar</c>s may be finalised while libtorch still reads them,
/// and the process then fails or crashes at random. While the gate is closed nothing is finalised, so whatever models, losses and hooks write is safe. Code on other threads
/// that waits for finalizers (<see cref="GC.WaitForPendingFinalizers"/>) waits until the gate opens, 30 s at most.
/// So does a call of <see cref="Environment.Exit"/> in the middle of a step; the end of the main method and signals do not.
/// </remarks>
public sealed class FinalizerGate : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    // A breath takes about half a millisecond, so a run of short steps spends a quarter of a percent on it.
    internal static readonly TimeSpan BreathInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ParkingLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SignalLimit = TimeSpan.FromSeconds(1);

    private static readonly Lock Changes = new();
    private static readonly object Sync = new();
    private static readonly PosixSignalRegistration[] Signals =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => Shorten()))];

    private static volatile Holder[] holders = [];
    private static bool closed;
    private static bool parked;
    private static long deadline;
    private static long lastBreath;

    private readonly Holder _holder = new(Thread.CurrentThread, Thread.CurrentThread.IsBackground);
    private bool _disposed;

    private FinalizerGate()
    {
    }

    /// <summary>Whether the finalizer thread is parked now.</summary>
    public static bool IsClosed
    {
        get
        {
            lock (Sync)
            {
                return parked;
            }
        }
    }

    /// <summary>How long the finalizer thread stays parked at most, so that nothing that waits for it hangs for ever.</summary>
    internal static TimeSpan Cap { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Parks the finalizer thread until the returned object and all others like it are disposed.</summary>
    public static FinalizerGate Close()
    {
        GC.KeepAlive(Signals);
        lock (Changes)
        {
            var gate = new FinalizerGate();
            holders = [.. holders, gate._holder];
            if (!IsClosed)
            {
                Park();
            }

            return gate;
        }
    }

    /// <summary>
    /// Lets the finalizer thread do what waits for it and parks it again, if it was last let at least 200 ms ago; otherwise returns at once. Call it between steps,
    /// while no native call of this thread runs.
    /// </summary>
    /// <remarks>While another thread holds the gate too, nothing happens: its native calls may be running.</remarks>
    public void Breathe()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref lastBreath)) < BreathInterval)
        {
            return;
        }

        lock (Changes)
        {
            if (!_disposed && Array.TrueForAll(holders, holder => holder.Thread == Thread.CurrentThread || holder.HasEnded))
            {
                Release();
                Park();
            }
        }
    }

    /// <summary>Opens the gate, unless another holder keeps it closed.</summary>
    public void Dispose()
    {
        lock (Changes)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            holders = [.. holders.Where(holder => holder != _holder)];
            if (NobodyHolds())
            {
                Release();
            }
        }
    }

    private static bool NobodyHolds() => Array.TrueForAll(holders, holder => holder.HasEnded);

    private static void Park()
    {
        var start = Stopwatch.GetTimestamp();
        lock (Sync)
        {
            closed = true;
            deadline = After(Cap);
        }

        // A finalizer that never ends must not keep a run from starting: past the limit the gate stays unguarded, as if there were none.
        while (Stopwatch.GetElapsedTime(start) < ParkingLimit)
        {
            Abandon();
            GC.Collect(0);
            lock (Sync)
            {
                if (parked || Monitor.Wait(Sync, Interval))
                {
                    break;
                }
            }
        }

        Volatile.Write(ref lastBreath, Stopwatch.GetTimestamp());
    }

    private static void Release()
    {
        lock (Sync)
        {
            closed = false;
            Monitor.PulseAll(Sync);
        }

        GC.WaitForPendingFinalizers();
    }

    // The runtime waits for the finalizer thread when a signal ends the process. If the run goes on instead, the next breath sets the usual limit.
    private static void Shorten()
    {
        lock (Sync)
        {
            deadline = Math.Min(deadline, After(SignalLimit));
        }
    }

    private static long After(TimeSpan span) => Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);

    // Not inlined, so that no register or stack slot of the caller keeps the object alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Abandon() => _ = new Barrier();

    private sealed class Holder(Thread thread, bool wasBackground)
    {
        public Thread Thread => thread;

        // The runtime makes the main thread a background one when the main method has returned, and then waits for the finalizer thread.
        public bool HasEnded => !thread.IsAlive || (thread.IsBackground && !wasBackground);
    }

    private sealed class Barrier
    {
        ~Barrier()
        {
            lock (Sync)
            {
                parked = closed;
                Monitor.PulseAll(Sync);

                // Looks up now and then, as nothing wakes it when the holder's thread ends without opening the gate.
                while (closed && Stopwatch.GetTimestamp() < deadline && !NobodyHolds())
                {
                    Monitor.Wait(Sync, Interval);
                }

                parked = false;
            }
        }
    }
}
