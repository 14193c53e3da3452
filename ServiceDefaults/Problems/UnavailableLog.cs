using Microsoft.Extensions.Logging;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Logs what keeps requests from an answer: a line when it begins, and one once no request has met it for half a minute. Each request would have its own line otherwise.</summary>
internal sealed partial class UnavailableLog(TimeProvider time, ILogger<UnavailableHandler> log) : IDisposable
{
    // Messages may differ without end: further ones are logged each time.
    private const int Most = 100;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    private readonly Dictionary<(string Kind, string Reason, string? Stack), Outage> _outages = [];
    private readonly Lock _lock = new();
    private ITimer? _timer;

    /// <summary>Notes that a request was kept from an answer.</summary>
    /// <param name="cause">What kept it.</param>
    /// <param name="isLate">Whether something did not answer in time: what was late is in the stack alone.</param>
    public void Note(Exception cause, bool isLate)
    {
        var (kind, reason, now) = (cause.GetType().Name, cause.Message, time.GetTimestamp());
        lock (_lock)
        {
            var key = (kind, reason, isLate ? cause.StackTrace : null);
            if (_outages.TryGetValue(key, out var known))
            {
                _outages[key] = known with { Last = now, Requests = known.Requests + 1 };
                return;
            }

            if (_outages.Count < Most)
            {
                _outages.Add(key, new Outage(now, now, Requests: 1));
                _timer ??= NewTimer();
            }
        }

        LogUnavailable(kind, reason, isLate ? cause : null);
    }

    /// <summary>Logs a request that has a line of its own.</summary>
    /// <param name="cause">What kept it.</param>
    public void Write(Exception cause) => LogUnavailable(cause.GetType().Name, cause.Message, late: null);

    public void Dispose()
    {
        lock (_lock)
        {
            _outages.Clear();
            _timer?.Dispose();
        }
    }

    private ITimer NewTimer() => time.CreateTimer(static log => ((UnavailableLog)log!).EndQuiet(), this, Quiet, Timeout.InfiniteTimeSpan);

    private void EndQuiet()
    {
        List<KeyValuePair<(string Kind, string Reason, string? Stack), Outage>> ended;
        lock (_lock)
        {
            ended = [.. _outages.Where(outage => time.GetElapsedTime(outage.Value.Last) >= Quiet)];
            ended.ForEach(outage => _outages.Remove(outage.Key));
            _timer?.Dispose();
            _timer = _outages.Count > 0 ? NewTimer() : null;
        }

        // A single request has had its line.
        foreach (var (key, outage) in ended.Where(outage => outage.Value.Requests > 1))
        {
            LogEnded(outage.Requests, time.GetElapsedTime(outage.First, outage.Last).TotalSeconds, Quiet.TotalSeconds, key.Kind, key.Reason);
        }
    }

    [LoggerMessage(1061, LogLevel.Warning, "A request cannot be answered: {Kind}: {Reason}")]
    private partial void LogUnavailable(string kind, string reason, Exception? late);

    [LoggerMessage(1062, LogLevel.Information, "{Requests} requests could not be answered in {Seconds:F0} s, and none of the last {Quiet:F0} s: {Kind}: {Reason}")]
    private partial void LogEnded(long requests, double seconds, double quiet, string kind, string reason);

    /// <summary>Something that keeps requests from an answer.</summary>
    /// <param name="First">The timestamp of the first request.</param>
    /// <param name="Last">That of the last one.</param>
    /// <param name="Requests">Their number.</param>
    private sealed record Outage(long First, long Last, long Requests);
}
