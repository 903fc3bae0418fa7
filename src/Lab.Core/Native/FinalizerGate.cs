using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lab.Native;

using Monitor = System.Threading.Monitor;

/// <summary>
/// Keeps the finalizer thread parked while native calls run, and lets it work between them.
/// </summary>
/// <remarks>
/// TorchSharp keeps no wrapper alive across its native calls: in <c>x * 2 + 1</c> the implicit <c>Scalar</c>s may be finalised while libtorch still reads them,
/// and the process then fails or crashes at random. While the gate is closed nothing is finalised, so whatever models, losses and hooks write is safe. Code on other threads
/// that waits for finalizers (<see cref="GC.WaitForPendingFinalizers"/>) waits until the gate opens, at most <see cref="Cap"/>.
/// </remarks>
public sealed class FinalizerGate : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ParkingLimit = TimeSpan.FromSeconds(5);

    private static readonly Lock Holders = new();
    private static readonly Dictionary<int, int> HoldersByThread = [];
    private static readonly object Sync = new();
    private static bool closed;
    private static bool parked;
    private static bool exiting;
    private static long lastBreath;

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _disposed;

    static FinalizerGate() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        // The runtime waits for the finalizer thread when the process ends.
        lock (Sync)
        {
            exiting = true;
            closed = false;
            Monitor.PulseAll(Sync);
        }
    };

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
        lock (Holders)
        {
            var gate = new FinalizerGate();
            if (HoldersByThread.Count == 0)
            {
                Park();
            }

            HoldersByThread[gate._thread] = HoldersByThread.GetValueOrDefault(gate._thread) + 1;
            return gate;
        }
    }

    /// <summary>
    /// Lets the finalizer thread do what waits for it and parks it again, if it was last let at least 50 ms ago; otherwise returns at once. Call it between steps,
    /// while no native call of this thread runs.
    /// </summary>
    /// <remarks>While another thread holds the gate too, nothing happens: its native calls may be running.</remarks>
    public void Breathe()
    {
        if (_disposed || Stopwatch.GetElapsedTime(Volatile.Read(ref lastBreath)) < Interval)
        {
            return;
        }

        lock (Holders)
        {
            if (HoldersByThread.Count == 1 && HoldersByThread.ContainsKey(Environment.CurrentManagedThreadId))
            {
                Release();
                Park();
            }
        }
    }

    /// <summary>Opens the gate, unless another holder keeps it closed.</summary>
    public void Dispose()
    {
        lock (Holders)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (--HoldersByThread[_thread] == 0)
            {
                HoldersByThread.Remove(_thread);
            }

            if (HoldersByThread.Count == 0)
            {
                Release();
            }
        }
    }

    private static void Park()
    {
        var start = Stopwatch.GetTimestamp();
        lock (Sync)
        {
            closed = !exiting;
        }

        // A finalizer that never ends must not keep a run from starting: past the limit the gate stays unguarded, as if there were none.
        while (Stopwatch.GetElapsedTime(start) < ParkingLimit)
        {
            Abandon();
            GC.Collect(0);
            lock (Sync)
            {
                if (parked || exiting || Monitor.Wait(Sync, Interval))
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

    // Not inlined, so that no register or stack slot of the caller keeps the object alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Abandon() => _ = new Barrier();

    private sealed class Barrier
    {
        ~Barrier()
        {
            lock (Sync)
            {
                var start = Stopwatch.GetTimestamp();
                parked = closed;
                Monitor.PulseAll(Sync);
                while (closed && Cap - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
                {
                    Monitor.Wait(Sync, left);
                }

                parked = false;
            }
        }
    }
}
