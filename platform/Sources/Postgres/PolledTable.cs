using System.Data;
using System.Text.Json;
using MeshStarter.Platform.Sources.Definitions;
using Npgsql;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>
/// The rows of a polled table from a value of its growing column on. Rows with that value are read again, since further ones may have got it. Deletes
/// are not seen, and neither is a row whose transaction commits after that of a row with a greater value. Rows of a later time than now, and of infinity or NaN,
/// are read each time, and keep no others back. The table is open from the moment that it
/// answers; the server keeps versions of rows for it only between <see cref="BeginAsync"/> and its end.
/// </summary>
public sealed class PolledTable : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly PostgresSource _source;
    private readonly string _type;
    private NpgsqlTransaction? _transaction;

    private PolledTable(NpgsqlConnection connection, PostgresSource source, string type) => (_connection, _source, _type) = (connection, source, type);

    private string By => PostgresNames.Quote(_source.Poll!.By);

    // No row comes after infinity or NaN, and none for years after a time of a far future. A time without a zone may be one of the zone that is first.
    private string IsReached => _type switch
    {
        _ when _type.StartsWith("timestamp", StringComparison.Ordinal) && _type.EndsWith(" with time zone", StringComparison.Ordinal) => $"{By} <= now()",
        _ when _type == "date" || (_type.StartsWith("timestamp", StringComparison.Ordinal) && _type.EndsWith(" without time zone", StringComparison.Ordinal)) => $"{By} <= now() AT TIME ZONE INTERVAL '14:00'",
        _ when _type is "real" or "double precision" or "numeric" || _type.StartsWith("numeric(", StringComparison.Ordinal) => $"{By}::text NOT IN ('Infinity', 'NaN')",
        _ => "true",
    };

    /// <summary>Opens the table; waits while it is locked.</summary>
    /// <param name="server">The server.</param>
    /// <param name="source">The table.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SourceRefusedException">The table cannot be read.</exception>
    public static async Task<PolledTable> OpenAsync(SourceServer server, PostgresSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(source);
        var connection = await server.OpenAsync(cancellationToken);
        try
        {
            await ServerPreparation.RequireAsync(connection, source, cancellationToken);
            var type = (await SourceServer.ColumnsAsync(connection, source, cancellationToken))[source.Poll!.By].Type;
            await using var answer = new NpgsqlCommand($"SELECT FROM {source.QuotedTable} LIMIT 0", connection) { CommandTimeout = 0 };
            await answer.ExecuteNonQueryAsync(cancellationToken);
            return new PolledTable(connection, source, type);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins the moment at which rows are read, once.</summary>
    /// <returns>The greatest value of the growing column that is reached, as text; null where no row has one.</returns>
    /// <exception cref="SourceRefusedException">Values of the column's type have no greatest one.</exception>
    public async Task<string?> BeginAsync(CancellationToken cancellationToken)
    {
        _transaction = await _connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT max({By})::text FROM {_source.QuotedTable} WHERE {IsReached}", _connection, _transaction) { CommandTimeout = 0 };
        try
        {
            return await command.ExecuteScalarAsync(cancellationToken) as string;
        }
        catch (PostgresException failed) when (failed.SqlState == PostgresErrorCodes.UndefinedFunction)
        {
            throw new SourceRefusedException(_source.Problem(
                "poll.by", $"column {_source.Poll!.By} of {_source.Schema}.{_source.Table} is a {_type}, of which the server computes no greatest value.", "name a column of numbers or times that grows with each change."), failed);
        }
    }

    /// <summary>Reads the rows.</summary>
    /// <param name="from">The value that rows are read from; null for all rows.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public IAsyncEnumerable<JsonElement> RowsAsync(string? from, CancellationToken cancellationToken) => from is null
        ? TableRows.ReadAsync(_connection, _source, "", [], cancellationToken)
        : TableRows.ReadAsync(_connection, _source, $"WHERE {By} >= $1::text::{_type} ORDER BY {By}", [from], cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (_transaction?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _connection.DisposeAsync();
    }
}
