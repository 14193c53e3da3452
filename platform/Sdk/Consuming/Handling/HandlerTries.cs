using MeshStarter.Contracts.Events;
using MeshStarter.Contracts.Streams;
using MeshStarter.Sdk.Sources;

namespace MeshStarter.Sdk.Consuming.Handling;

/// <summary>
/// Chooses how many events of a page a handler gets at once: all of them, and after repeated failures fewer, until the event that fails is alone. Those before it are
/// then handled.
/// </summary>
internal sealed class HandlerTries(TimeProvider time)
{
    // A failure that passes, such as of a database, needs no search.
    private const int WholeTries = 2;

    private const int Divisor = 32;

    private int _most = int.MaxValue;
    private string? _first;

    /// <summary>The failure; null while the handler handles what comes.</summary>
    public StreamFailure? Failure { get; private set; }

    /// <summary>Whether the handler gets whole pages.</summary>
    public bool AreWhole => _most == int.MaxValue;

    /// <summary>Returns the events of a page that the handler gets now.</summary>
    public IReadOnlyList<CloudEvent> Of(IReadOnlyList<CloudEvent> page) => page.Count <= _most ? page : [.. page.Take(_most)];

    /// <summary>Notes that the handler failed at events.</summary>
    public StreamFailure Failed(IReadOnlyList<CloudEvent> events, Exception exception)
    {
        var before = events[0].Id == _first ? Failure : null;
        _first = events[0].Id;
        Failure = new StreamFailure(before?.Since ?? time.GetUtcNow(), (before?.Tries ?? 0) + 1, events.Count == 1 ? _first : null, events.Count, exception.GetType().Name, DatabaseRefusal.Of(exception));
        if (Failure.Tries > WholeTries || _most < int.MaxValue)
        {
            _most = Math.Max(1, events.Count / Divisor);
        }

        return Failure;
    }

    /// <summary>Notes that the handler has handled events, or that there are none.</summary>
    public void Succeeded()
    {
        (Failure, _first) = (null, null);
        _most = _most > int.MaxValue / 2 ? int.MaxValue : _most * 2;
    }
}
