using System.Data;
using System.Text.Json;
using MeshStarter.Platform.Sources.Definitions;
using Npgsql;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>
/// The rows of a polled table from a value of its growing column on. Rows with that value are read again, since further ones may have got it. Deletes
/// are not seen, and neither is a row whose transaction commits after that of a row with a greater value.
/// </summary>
public sealed class PolledTable : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;
    private readonly NpgsqlConnection _connection;
    private readonly PostgresSource _source;
    private readonly string? _from;
    private readonly string _type;

    private PolledTable(NpgsqlTransaction transaction, PostgresSource source, string? from, string type, string? greatest) =>
        (_transaction, _connection, _source, _from, _type, Greatest) = (transaction, transaction.Connection!, source, from, type, greatest);

    /// <summary>The greatest value of the growing column, as text; null where no row has one.</summary>
    public string? Greatest { get; }

    /// <summary>Opens the table at a moment.</summary>
    /// <param name="server">The server.</param>
    /// <param name="source">The table.</param>
    /// <param name="from">The value that rows are read from; null for all rows.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SourceRefusedException">The table cannot be read.</exception>
    public static async Task<PolledTable> OpenAsync(SourceServer server, PostgresSource source, string? from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(source);
        var connection = await server.OpenAsync(cancellationToken);
        try
        {
            await ServerPreparation.RequireAsync(connection, source, cancellationToken);
            var type = (await SourceServer.ColumnsAsync(connection, source, cancellationToken))[source.Poll!.By].Type;
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using var command = new NpgsqlCommand($"SELECT max({PostgresNames.Quote(source.Poll.By)})::text FROM {source.QuotedTable}", connection, transaction) { CommandTimeout = 0 };
            return new PolledTable(transaction, source, from, type, await command.ExecuteScalarAsync(cancellationToken) as string);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the rows.</summary>
    public IAsyncEnumerable<JsonElement> RowsAsync(CancellationToken cancellationToken)
    {
        var by = PostgresNames.Quote(_source.Poll!.By);
        return _from is null
            ? TableRows.ReadAsync(_connection, _source, "", [], cancellationToken)
            : TableRows.ReadAsync(_connection, _source, $"WHERE {by} >= $1::text::{_type} ORDER BY {by}", [_from], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
