namespace MeshStarter.Platform.Enforcement.Polling;

/// <summary>An outage of governance as one poll of it sees it. Each is worth one log line, and the moment that governance takes to start none.</summary>
/// <param name="time">The clock.</param>
internal sealed class Outage(TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(10);

    private long? _since;
    private bool _isReported;

    /// <summary>Notes a failure.</summary>
    /// <returns>Whether it is to be reported.</returns>
    public bool Fail()
    {
        _since ??= time.GetTimestamp();
        return !_isReported && (_isReported = time.GetElapsedTime(_since.Value) >= Moment);
    }

    /// <summary>Notes that governance answered.</summary>
    public void End() => (_since, _isReported) = (null, false);
}
