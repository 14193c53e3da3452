using System.Collections.Concurrent;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Platform.Enforcement.Grants;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Platform.Enforcement.Answers;

/// <summary>
/// Ends answers whose reader gets less than when they began, because a grant has ended or other rules are in force: an open stream, a query that runs, pages
/// that wait to be read.
/// </summary>
public sealed partial class AnswerWatch : IDisposable
{
    // Ends and beginnings by the clock; other changes are reported at once.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly PolicyBundleClient _policy;
    private readonly GrantClient _grants;
    private readonly ConcurrentDictionary<WatchedAnswer, byte> _watched = new();
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    /// <summary>Creates the watch; called by <see cref="EnforcementExtensions.AddPolicyBundle"/>.</summary>
    public AnswerWatch(PolicyBundleClient policy, GrantClient grants, TimeProvider time, ILogger<AnswerWatch> logger)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(grants);
        ArgumentNullException.ThrowIfNull(time);
        (_policy, _grants, _logger) = (policy, grants, logger);
        (_policy.Changed, _grants.Changed) = (CheckAll, CheckAll);
        _timer = time.CreateTimer(static watch => ((AnswerWatch)watch!).CheckAll(), this, Interval, Interval);
    }

    /// <summary>Calls <paramref name="onEnded"/> once when the reader of an answer gets less by one of its decisions, at once where it is so now.</summary>
    /// <param name="decisions">The decisions that permit the answer.</param>
    /// <param name="onEnded">Ends the answer; it must not block.</param>
    /// <returns>Ends the watch; null without a decision.</returns>
    public WatchedAnswer? Watch(IEnumerable<AnswerDecision> decisions, Action<AnswerEnd> onEnded)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        AnswerDecision[] permitting = [.. decisions];
        if (permitting.Length == 0)
        {
            return null;
        }

        var watched = new WatchedAnswer(this, _policy, permitting, onEnded);
        _watched.TryAdd(watched, 0);
        // After it is listed: a change in between is noticed by one or the other.
        watched.Check();
        return watched;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        (_policy.Changed, _grants.Changed) = (null, null);
        _timer.Dispose();
        _watched.Clear();
    }

    private void CheckAll()
    {
        foreach (var (watched, _) in _watched)
        {
            try
            {
                watched.Check();
            }
            catch (Exception failed)
            {
                // The others end all the same.
                LogFailed(failed);
            }
        }
    }

    [LoggerMessage(1051, LogLevel.Error, "An answer whose reader gets less could not be ended")]
    private partial void LogFailed(Exception failed);

    /// <summary>Forgets an answer that has ended.</summary>
    internal void Remove(WatchedAnswer answer) => _watched.TryRemove(answer, out _);
}
