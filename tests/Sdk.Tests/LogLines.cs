using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Sdk.Tests;

/// <summary>The lines that were logged, whatever their level, each with the type of its exception.</summary>
internal sealed class LogLines<T> : ConcurrentQueue<string>, ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Enqueue(formatter(state, exception) + (exception is null ? "" : $" | {exception.GetType().Name}"));
}
