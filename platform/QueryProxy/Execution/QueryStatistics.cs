namespace MeshStarter.QueryProxy.Execution;

/// <summary>The cost of a query so far. Written by one thread, read by any.</summary>
internal sealed class QueryStatistics(TimeProvider time)
{
    private readonly long _created = time.GetTimestamp();
    private long _began;
    private long _ended;

    public long Rows { get; set; }

    public long Bytes { get; set; }

    public long PeakBytes { get; set; }

    public TimeSpan ProcessorTime { get; set; }

    public TimeSpan Planning { get; set; }

    public TimeSpan Queued => _began == 0 ? Elapsed : time.GetElapsedTime(_created, _began);

    public TimeSpan Elapsed => time.GetElapsedTime(_created, _ended == 0 ? time.GetTimestamp() : _ended);

    public void Begin() => _began = time.GetTimestamp();

    public void End() => _ended = time.GetTimestamp();
}
