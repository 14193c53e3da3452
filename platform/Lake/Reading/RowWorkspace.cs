using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Tables;

namespace MeshStarter.Lake.Reading;

/// <summary>
/// Tables of a reader's own, in memory, filled with canonical rows that it got from others: what joins and aggregates of
/// several products are computed in. Gone when it is disposed of.
/// </summary>
/// <param name="threads">The number of threads that run a statement.</param>
public sealed class RowWorkspace(int threads = 1) : IDisposable
{
    private readonly LakeEngine _engine = new(memoryLimitMiB: 1024, hasSharedTables: true, threads: threads);

    /// <summary>Makes a table of rows.</summary>
    /// <param name="table">Its name; there must be none of it yet.</param>
    /// <param name="schema">Its columns. What a row has alongside them is left out; what it lacks is null.</param>
    /// <param name="lines">A row in canonical JSON a line (see <see cref="RowContract"/>).</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="RowFormatException">A line is not a row of these columns.</exception>
    /// <exception cref="DuckDbException">The rows exceed the workspace's memory.</exception>
    public async Task LoadAsync(string table, IReadOnlyList<ColumnDefinition> schema, Stream lines, CancellationToken cancellationToken)
    {
        Create(table, schema);
        await AddAsync(table, schema, lines, cancellationToken);
    }

    /// <summary>Makes a table without rows.</summary>
    /// <param name="table">Its name; there must be none of it yet.</param>
    /// <param name="schema">Its columns.</param>
    public void Create(string table, IReadOnlyList<ColumnDefinition> schema)
    {
        using var connection = _engine.Connect();
        connection.Execute($"CREATE TABLE {SqlIdentifier.Quote(table)} AS {TableRows.None(schema).Sql}");
    }

    /// <summary>Makes a table of the rows of another that were the last of their key to be added to it.</summary>
    /// <param name="table">Its name; there must be none of it yet.</param>
    /// <param name="of">The other, a table that <see cref="Create"/> made; what is added to it later counts too.</param>
    /// <param name="key">The columns in which rows of one key are equal.</param>
    public void Last(string table, string of, IReadOnlyList<string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var connection = _engine.Connect();
        var (rows, columns) = (SqlIdentifier.Quote(of), string.Join(", ", key.Select(SqlIdentifier.Quote)));
        connection.Execute($"CREATE VIEW {SqlIdentifier.Quote(table)} AS SELECT * FROM {rows} WHERE rowid IN (SELECT max(rowid) FROM {rows} GROUP BY {columns})");
    }

    /// <summary>Adds rows to a table.</summary>
    /// <inheritdoc cref="LoadAsync"/>
    public async Task AddAsync(string table, IReadOnlyList<ColumnDefinition> schema, Stream lines, CancellationToken cancellationToken)
    {
        var rows = new JsonRows(schema);
        using var connection = _engine.Connect();
        using var reader = new StreamReader(lines, leaveOpen: true);
        using var appender = connection.Appender(null, table);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            rows.Append(appender, line);
            appender.EndRow();
        }

        appender.Flush();
    }

    /// <summary>Takes rows out of a table.</summary>
    /// <param name="table">The table, which <see cref="Create"/> made.</param>
    /// <param name="identity">The columns that name a row.</param>
    /// <param name="lines">Their values of the rows, in canonical JSON, an object a line.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="RowFormatException">A line has no values of these columns.</exception>
    public async Task DeleteAsync(string table, IReadOnlyList<ColumnDefinition> identity, Stream lines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        using var connection = _engine.Connect();
        connection.Execute($"CREATE TEMP TABLE deleted({string.Join(", ", identity.Select(column => $"{SqlIdentifier.Quote(column.Name)} {column.Type.ToDuckDb()}"))})", cancellationToken);
        using (var reader = new StreamReader(lines, leaveOpen: true))
        using (var appender = connection.Appender(null, "deleted"))
        {
            var keys = new JsonRows(identity);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                keys.Append(appender, line);
                appender.EndRow();
            }

            appender.Flush();
        }

        connection.Execute(
            $"DELETE FROM {SqlIdentifier.Quote(table)} AS old WHERE EXISTS (SELECT 1 FROM deleted AS changed WHERE {SameKey.Of([.. identity.Select(column => column.Name)])})", cancellationToken);
    }

    /// <summary>Makes a table of rows that stay where they are: they are read from their files when they are requested.</summary>
    /// <param name="table">Its name; there must be none of it yet.</param>
    /// <param name="rows">The rows.</param>
    public void View(string table, TableRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var connection = _engine.Connect();
        connection.Execute($"CREATE VIEW {SqlIdentifier.Quote(table)} AS {rows.Sql}");
    }

    /// <summary>Makes a table of rows that are read from their files now, and need them no more.</summary>
    /// <param name="table">Its name; there must be none of it yet.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DuckDbException">The rows exceed the workspace's memory, or cannot be read.</exception>
    public void Copy(string table, TableRows rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var connection = _engine.Connect();
        connection.Execute($"CREATE TABLE {SqlIdentifier.Quote(table)} AS {rows.Sql}", cancellationToken);
    }

    /// <summary>Makes a table of rows that are values already.</summary>
    /// <typeparam name="TRow">A row.</typeparam>
    /// <param name="table">Its name; there must be none of it yet.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="append">Appends a row's values, a value for each column in their order; it need not end the row.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <exception cref="DuckDbException">The rows exceed the workspace's memory.</exception>
    public async Task AppendAsync<TRow>(string table, IReadOnlyList<ColumnDefinition> schema, IAsyncEnumerable<TRow> rows, Action<DuckDbAppender, TRow> append, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(append);
        Create(table, schema);
        using var connection = _engine.Connect();
        using var appender = connection.Appender(null, table);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            append(appender, row);
            appender.EndRow();
        }

        appender.Flush();
    }

    /// <summary>The rows of a SELECT over the tables, in canonical JSON, as the engine yields them.</summary>
    /// <exception cref="DuckDbException">The SQL cannot be run.</exception>
    public async IAsyncEnumerable<JsonElement> ReadAsync(string sql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var connection = _engine.Connect();
        await foreach (var row in RowJson.ReadAsync(connection, sql, cancellationToken))
        {
            yield return row;
        }
    }

    /// <summary>Writes the rows of a SELECT over the tables to a Parquet file of this machine, which takes the place of one that is there.</summary>
    /// <param name="sql">The SELECT.</param>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>A SELECT of the rows, for as long as the file is there.</returns>
    /// <exception cref="DuckDbException">The SQL cannot be run, or the file not be written.</exception>
    public string Save(string sql, string path, CancellationToken cancellationToken) => _engine.Save(sql, path, cancellationToken);

    /// <summary>A session over the tables, for one thread.</summary>
    internal DuckDbConnection Connect() => _engine.Connect();

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();
}
