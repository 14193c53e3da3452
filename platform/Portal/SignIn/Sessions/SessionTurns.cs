namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>Lets one request of this process at a time change a session: the others wait without a connection to a database.</summary>
internal sealed class SessionTurns : IDisposable
{
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

    /// <inheritdoc/>
    public void Dispose()
    {
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
