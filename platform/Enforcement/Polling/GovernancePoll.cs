using System.Text.Json;
using MeshStarter.Policy.Rules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeshStarter.Platform.Enforcement.Polling;

/// <summary>Keeps a copy of what governance has. Governance holds its answer to a poll until there is a change.</summary>
public abstract class GovernancePoll : BackgroundService
{
    private protected static readonly TimeSpan ShortDelay = TimeSpan.FromMilliseconds(200);

    // The time that governance takes to start is worth no log line.
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _wait;
    private readonly TimeProvider _time;
    private bool _isFresh;
    private long? _failingSince;
    private bool _isReported;

    private protected GovernancePoll(IOptions<PolicyBundleOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_wait, _time) = (options.Value.Wait, time);
    }

    /// <summary>Called after a change is in force here.</summary>
    internal Action? Changed { get; set; }

    /// <summary>The pause after a failure, and the least time from one poll to the next where governance does not hold its answer.</summary>
    private protected abstract TimeSpan RetryDelay { get; }

    /// <inheritdoc />
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var pause = await PollAsync(stoppingToken);
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, _time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>The reason why this process does not take what governance answers; null where it takes it, or has no answer.</summary>
    internal string? Refusal { get; private set; }

    /// <summary>Brings the copy up to date.</summary>
    /// <returns>Whether it is another one than before.</returns>
    private protected abstract Task<bool> FetchAsync(TimeSpan wait, CancellationToken cancellationToken);

    private protected abstract void LogFailed(string reason);

    private async Task<TimeSpan> PollAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            // A copy from the disk, or from before an outage, is checked at once: it could grow too old while governance holds its answer.
            var isChanged = await FetchAsync(_isFresh ? _wait : TimeSpan.Zero, cancellationToken);
            var isShort = isChanged || !_isFresh;
            (_isFresh, _failingSince, _isReported, Refusal) = (true, null, false, null);
            if (isChanged)
            {
                Changed?.Invoke();
            }

            return Within(isShort ? ShortDelay : RetryDelay) - _time.GetElapsedTime(began);
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or PolicyFormatException or IOException or InvalidOperationException or NotSupportedException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _isFresh = false;
            Refusal = failed is PolicyFormatException or InvalidOperationException ? failed.Message : null;
            _failingSince ??= _time.GetTimestamp();
            if (!_isReported && (_isReported = _time.GetElapsedTime(_failingSince.Value) >= Start))
            {
                LogFailed(failed.Message);
            }

            return Within(RetryDelay);
        }
    }

    private TimeSpan Within(TimeSpan pause) => pause < _wait ? pause : _wait;
}
