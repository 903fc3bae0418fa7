using Microsoft.Extensions.Logging;

namespace Lab.Hosting;

/// <summary>Logs of an application as lines on its standard error, each written before the call returns, so that they stand where they belong among what is printed otherwise.</summary>
[ProviderAlias("Console")]
internal sealed class ConsoleLog(TextWriter? output = null) : ILoggerProvider
{
    private readonly Lock _writing = new();

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(string line)
    {
        lock (_writing)
        {
            (output ?? Console.Error).WriteLine(line);
        }
    }

    private sealed class Category(ConsoleLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var error = exception is null ? string.Empty : $"{Environment.NewLine}{exception}";
                log.Write($"{ShortName(logLevel)}: {name}: {formatter(state, exception)}{error}");
            }
        }

        private static string ShortName(LogLevel level) => level switch
        {
            LogLevel.Trace => "trce",
            LogLevel.Debug => "dbug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "fail",
            _ => "crit",
        };
    }
}
