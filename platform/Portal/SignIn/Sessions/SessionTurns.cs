namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>Lets one request of this process at a time change a session: the others wait without a connection to a database.</summary>
internal sealed class SessionTurns : IDisposable
{
    // A change holds its connection while the provider gives it a token, which may take ten seconds. A pool has 10
    // connections or more: whatever the provider does, at least 6 are left for readers whose sessions need no change.
    private const int MostConnections = 4;

    private readonly SemaphoreSlim _connections = new(MostConnections, MostConnections);
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 32).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the turn of a session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The turn, which ends when it is disposed of.</returns>
    public async Task<IDisposable> TakeAsync(string id, CancellationToken cancellationToken)
    {
        var gate = _locks[(StringComparer.Ordinal.GetHashCode(id) & int.MaxValue) % _locks.Length];
        await gate.WaitAsync(cancellationToken);
        return new Turn(gate);
    }

    /// <summary>Waits until few enough changes hold a connection to a database.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The place among them, which is free again when it is disposed of.</returns>
    public async Task<IDisposable> TakeConnectionAsync(CancellationToken cancellationToken)
    {
        await _connections.WaitAsync(cancellationToken);
        return new Turn(_connections);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connections.Dispose();
        foreach (var gate in _locks)
        {
            gate.Dispose();
        }
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
