using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MeshStarter.TestKit;

/// <summary>Keeps what was logged, exceptions included, so that a test can look for what must be there, and what must not.</summary>
/// <param name="least">The least level that is kept.</param>
public sealed class CapturedLog(LogLevel least = LogLevel.Trace) : ILoggerProvider
{
    private readonly ConcurrentQueue<CapturedLine> _lines = new();

    /// <summary>The lines that were logged so far.</summary>
    public IReadOnlyCollection<CapturedLine> Lines => _lines;

    /// <summary>All of them as one text.</summary>
    public string Text => string.Join('\n', _lines);

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Logger(_lines, least, categoryName);

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<CapturedLine> lines, LogLevel least, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new CapturedLine(logLevel, category, formatter(state, exception), exception));
    }
}
