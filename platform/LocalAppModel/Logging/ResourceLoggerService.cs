using System.Collections.Concurrent;
using Aspire.Hosting.Logging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The logs of the resources: their processes' output and what is said about them.</summary>
public sealed class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly string? _forwardTo;

    internal ResourceLoggerService(DistributedApplicationOptions options, IHostEnvironment environment, ILoggerFactory loggers, TimeProvider time)
    {
        _loggers = loggers;
        _time = time;
        _forwardTo = options.EnableResourceLogging ? $"{environment.ApplicationName}.Resources." : null;
    }

    /// <summary>A logger that writes into a resource's log.</summary>
    /// <param name="resource">The resource.</param>
    public ILogger GetLogger(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ResourceLogger(this, resource.Name);
    }

    /// <summary>The last 1,000 lines of a resource, then each further one.</summary>
    /// <param name="resource">The resource.</param>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return WatchAsync(resource.Name);
    }

    /// <summary>The last 1,000 lines of a resource, then each further one.</summary>
    /// <param name="resourceName">Its name.</param>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName)
    {
        var log = LogOf(resourceName);
        var channel = log.Open();
        try
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                var batch = new List<LogLine>();
                while (channel.Reader.TryRead(out var line))
                    batch.Add(line);
                yield return batch;
            }
        }
        finally
        {
            log.Close(channel);
        }
    }

    /// <summary>Ends all watches.</summary>
    public void Dispose()
    {
        foreach (var log in _logs.Values)
            log.Complete();
    }

    /// <summary>What a resource said last by standard error, where its lines are not shown anyway.</summary>
    internal string LastErrorOf(string resource) =>
        _forwardTo is null && LogOf(resource).LastError is { } text ? $": {text}" : "";

    internal void Write(string resource, string text, bool isError)
    {
        var log = LogOf(resource);
        var output = new ResourceOutput(resource, log.NextNumber(), _time.GetUtcNow(), text);
        log.Add(new LogLine(output.Number, output.Content, isError), text);
        if (_forwardTo is not null)
            _loggers.CreateLogger(_forwardTo + resource).Log(isError ? LogLevel.Error : LogLevel.Information, eventId: default, output, exception: null, static (o, _) => o.ToString());
    }

    private ResourceLog LogOf(string resource) => _logs.GetOrAdd(resource, _ => new ResourceLog());

    private sealed class ResourceLogger(ResourceLoggerService service, string resource) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            service.Write(resource, exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}", logLevel >= LogLevel.Error);
    }
}
