using System.Diagnostics;
using MeshStarter.Load.Consumes;
using Npgsql;

namespace MeshStarter.Load.Counting;

/// <summary>Counts the received order events, and their time from the first batch on.</summary>
internal sealed class EventCounter : IStreamHandler<OrderPlaced>
{
    private long _since;
    private long _events;
    private long _last;

    public Counted Counted => new(Volatile.Read(ref _events), Stopwatch.GetElapsedTime(Volatile.Read(ref _since), Volatile.Read(ref _last)).TotalMilliseconds);

    public Task HandleAsync(IReadOnlyList<StreamEvent<OrderPlaced>> events, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // The first batch includes connections and compilation and is not counted.
        if (_since == 0)
        {
            _since = Stopwatch.GetTimestamp();
        }
        else
        {
            _events += events.Count;
        }

        _last = Stopwatch.GetTimestamp();
        return Task.CompletedTask;
    }
}

/// <summary>The counted events.</summary>
/// <param name="Events">Events after the first batch.</param>
/// <param name="Milliseconds">From the end of the first batch to the end of the last one.</param>
internal sealed record Counted(long Events, double Milliseconds);
