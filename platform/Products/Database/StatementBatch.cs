using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Platform.Products.Database;

/// <summary>Statements of one transaction that are sent together, in their order: one round trip to the database.</summary>
internal sealed class StatementBatch(NpgsqlTransaction transaction) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(transaction.Connection, transaction);

    /// <summary>Adds a statement.</summary>
    /// <param name="sql">The statement; a text that is always the same, so that the server plans it once.</param>
    /// <param name="values">The values of <c>$1</c> and so on.</param>
    public void Add(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            var parameter = new NpgsqlParameter { Value = value ?? DBNull.Value };
            if (value is DateTime?[])
            {
                // Without its type, a moment that is missing is taken for one of another time zone than the others.
                parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
            }

            command.Parameters.Add(parameter);
        }

        _batch.BatchCommands.Add(command);
    }

    /// <summary>Sends what was added.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (_batch.BatchCommands.Count > 0)
        {
            await _batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Sends what was added, and returns the rows of those statements that have some, each as a result of its own.</summary>
    public Task<NpgsqlDataReader> ReadAsync(CancellationToken cancellationToken) => _batch.ExecuteReaderAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
