using Microsoft.Extensions.Logging;

namespace Lab.Testing;

/// <summary>Catches what the trainer only logs, because an earlier error matters more: what hooks throw while they hear of a fault or of the end.</summary>
internal sealed class LateErrors : ILogger<Trainer<Tensor, Tensor, Tensor>>
{
    private readonly List<Exception> _errors = [];

    public IReadOnlyList<Exception> Errors => _errors;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null)
        {
            _errors.Add(exception);
        }
    }
}
