using System.Runtime.InteropServices;
using Lab.Native;

namespace Lab.Hosting;

/// <summary>Turns the first Ctrl-C or SIGTERM into a cancellation; the second ends the process at once, with the exit code of a cancelled run.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals(TextWriter error)
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            if (_source.IsCancellationRequested)
            {
                ProcessEnd.Now(ExitCodes.Cancelled);
            }

            context.Cancel = true;
            error.WriteLine("Stopping: finishing the step and saving the state. Once more ends at once.");
            _source.Cancel();
        }))];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }
}
