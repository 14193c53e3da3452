using Dapper;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>The connections of the migrations: those of <c>ConnectionStrings:migrations</c>, whose role owns the tables, or the service's own.</summary>
/// <param name="source">The connections.</param>
/// <param name="isSeparate">Whether the migrations have a role of their own.</param>
public sealed class MigrationDatabase(NpgsqlDataSource source, bool isSeparate) : IAsyncDisposable, IDisposable
{
    /// <summary>The connections; not for work after the start.</summary>
    public NpgsqlDataSource Source => source;

    /// <summary>Whether the role of the running service is another one, which does not own the tables.</summary>
    public bool IsSeparate => isSeparate;

    /// <summary>Runs statements as one transaction while no other process does, and none applies migrations: the server refuses two changes of one table's rights at a time.</summary>
    /// <param name="sql">The statements.</param>
    /// <param name="cancellationToken">Cancels the wait and the statements.</param>
    public async Task ExecuteInTurnAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        // The migrations of another process take as long as they take.
        await connection.ExecuteAsync(new CommandDefinition($"SELECT pg_advisory_xact_lock({MigrationRunner.LockKey});\n{sql}", commandTimeout: 0, cancellationToken: cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => isSeparate ? source.DisposeAsync() : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isSeparate)
        {
            source.Dispose();
        }
    }
}
