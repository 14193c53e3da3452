using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Stores how far the sources have been read. A turn that another process has taken over stores nothing.</summary>
internal sealed class IntakeStore(NpgsqlDataSource database, TimeProvider time)
{
    private const string Fence = "WHERE product = @Product AND reader = @Turn";

    /// <summary>Begins a turn: what earlier ones still do stores nothing from now on.</summary>
    public async Task<IntakeTurn> BeginAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        var turn = new IntakeTurn(product.Id.ToString(), Guid.NewGuid());
        await database.ExecuteAsync(
            "INSERT INTO mesh.sources (product, reader, changed_at) VALUES (@Product, @Turn, @Now) ON CONFLICT (product) DO UPDATE SET reader = excluded.reader",
            new { turn.Product, Turn = turn.Id, Now = time.GetUtcNow() },
            cancellationToken);
        return turn;
    }

    /// <summary>Returns how far a source has been read.</summary>
    /// <exception cref="TurnLostException">Another process has taken over.</exception>
    public async Task<IntakePosition> ReadAsync(IntakeTurn turn, CancellationToken cancellationToken)
    {
        var row = await database.FirstAsync<(string? State, long Generation, string? Position, string? System, string? Of, bool Requested, string? Problem)>(
            $"SELECT state, generation, position, system, position_of, requested, problem FROM mesh.sources {Fence}", new { turn.Product, Turn = turn.Id }, cancellationToken);
        return row.State is not null && WireNames.TryParse<IntakeState>(row.State, out var state)
            ? new IntakePosition(state, row.Generation, row.Position, row.System, row.Of, row.Requested, row.Problem)
            : throw new TurnLostException();
    }

    /// <summary>Begins a reading of all rows, and returns its number.</summary>
    /// <exception cref="TurnLostException">Another process has taken over.</exception>
    public async Task<long> BeginSnapshotAsync(IntakeTurn turn, CancellationToken cancellationToken)
    {
        var generation = await database.FirstAsync<long?>(
            // One that failed before its end has its problem until it ends.
            $"UPDATE mesh.sources SET state = 'snapshot', generation = generation + 1, requested = false, problem = CASE WHEN state = 'snapshot' AND NOT requested THEN problem END, changed_at = @Now {Fence} RETURNING generation",
            new { turn.Product, Turn = turn.Id, Now = time.GetUtcNow() },
            cancellationToken);
        return generation ?? throw new TurnLostException();
    }

    /// <summary>Stores the position with what was emitted up to it.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="position">The position, which shows that the source works; null leaves both as they are.</param>
    /// <param name="transaction">The transaction of the emits.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="TurnLostException">Another process has taken over; the transaction must not commit.</exception>
    public async Task MoveAsync(IntakeTurn turn, string? position, NpgsqlTransaction transaction, CancellationToken cancellationToken) => Require(await transaction.ExecuteAsync(
        $"UPDATE mesh.sources SET position = coalesce(@Position, position), problem = CASE WHEN @Position IS NULL THEN problem END, failing_since = CASE WHEN @Position IS NULL THEN failing_since END, changed_at = @Now {Fence}",
        new { turn.Product, Turn = turn.Id, Position = position, Now = time.GetUtcNow() },
        cancellationToken));

    /// <summary>Ends a reading of all rows, in the transaction of its last changes.</summary>
    /// <exception cref="TurnLostException">Another process has taken over; the transaction must not commit.</exception>
    public async Task EndSnapshotAsync(IntakeTurn turn, string? position, string? system, string? of, NpgsqlTransaction transaction, CancellationToken cancellationToken) => Require(await transaction.ExecuteAsync(
        $"UPDATE mesh.sources SET state = 'current', position = @Position, system = @System, position_of = @Of, problem = NULL, failing_since = NULL, changed_at = @Now {Fence}",
        new { turn.Product, Turn = turn.Id, Position = position, System = system, Of = of, Now = time.GetUtcNow() },
        cancellationToken));

    /// <summary>Stores the position of a source without changes; returns whether an operator has requested that all rows are read again.</summary>
    /// <exception cref="TurnLostException">Another process has taken over.</exception>
    public async Task<bool> RestAsync(IntakeTurn turn, string? position, CancellationToken cancellationToken)
    {
        var requested = await database.FirstAsync<bool?>(
            $"UPDATE mesh.sources SET position = coalesce(@Position, position), problem = NULL, failing_since = NULL {Fence} RETURNING requested",
            new { turn.Product, Turn = turn.Id, Position = position },
            cancellationToken);
        return requested ?? throw new TurnLostException();
    }

    /// <summary>Requests that all rows are read again.</summary>
    public Task RequestAsync(OwnProduct product, CancellationToken cancellationToken) => database.ExecuteAsync(
        "INSERT INTO mesh.sources (product, requested, changed_at) VALUES (@Product, true, @Now) ON CONFLICT (product) DO UPDATE SET requested = true",
        new { Product = product.Id.ToString(), Now = time.GetUtcNow() },
        cancellationToken);

    /// <summary>Stores why a source is not read, and since when it fails where this is to be reported.</summary>
    public Task NoteAsync(IntakeTurn turn, string problem, bool needsSnapshot, DateTimeOffset? failingSince, CancellationToken cancellationToken) => database.ExecuteAsync(
        $"""
        UPDATE mesh.sources SET problem = @Problem, failing_since = coalesce(failing_since, @FailingSince),
            state = CASE WHEN @NeedsSnapshot AND state = 'current' THEN 'needs_snapshot' ELSE state END, changed_at = @Now
        {Fence}
        """,
        new { turn.Product, Turn = turn.Id, Problem = problem, NeedsSnapshot = needsSnapshot, FailingSince = failingSince, Now = time.GetUtcNow() },
        cancellationToken);

    private static void Require(int stored)
    {
        if (stored == 0)
        {
            throw new TurnLostException();
        }
    }
}
