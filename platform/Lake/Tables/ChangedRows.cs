using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Reading;

namespace MeshStarter.Lake.Tables;

/// <summary>A batch in a session of the engine: its typed rows, and the rows of the table that they replace.</summary>
internal static class ChangedRows
{
    /// <summary>A SELECT of the loaded rows.</summary>
    public const string All = "SELECT * FROM changed";

    // No column can have this name.
    private const string Position = "\"#position\"";

    /// <summary>Loads a batch into the session's relation <c>changed</c>.</summary>
    /// <returns>A SELECT of the rows to write: facts in their order; for a key that changed several times the last state, in the order of keys.</returns>
    /// <exception cref="RowFormatException">A row does not fit its column's type.</exception>
    public static string Load(DuckDbConnection session, DataProductDescriptor product, IReadOnlyList<RowChange> batch, CancellationToken cancellationToken)
    {
        var columns = Declared(product.Schema);
        if (product.Key.Count == 0)
        {
            // The rows are in their order already.
            session.Execute($"CREATE TEMP TABLE changed({columns})", cancellationToken);
            Append(session, "changed", product, batch);
            return All;
        }

        session.Execute($"CREATE TEMP TABLE batch({Position} BIGINT, {columns})", cancellationToken);
        Append(session, "batch", product, batch);
        session.Execute(
            $"CREATE TEMP TABLE changed AS SELECT * EXCLUDE ({Position}) FROM batch QUALIFY row_number() OVER (PARTITION BY {Columns(product.Key)} ORDER BY {Position} DESC) = 1",
            cancellationToken);
        return $"SELECT * FROM changed{KeyOrder.Of(product.Key)}";
    }

    /// <summary>Loads the keys of deleted rows into the session's relation <c>changed</c>.</summary>
    /// <param name="session">A session of the engine.</param>
    /// <param name="columns">The columns that identify a row.</param>
    /// <param name="keys">Their values, in canonical JSON.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <exception cref="RowFormatException">A value does not fit its column's type.</exception>
    public static void LoadKeys(DuckDbConnection session, IReadOnlyList<ColumnDefinition> columns, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        if (columns.Count == 0)
        {
            // Nothing can be deleted: the batch only moves the table's position.
            session.Execute("CREATE TEMP TABLE changed(nothing INTEGER)", cancellationToken);
            return;
        }

        session.Execute($"CREATE TEMP TABLE changed({Declared(columns)})", cancellationToken);
        var rows = new JsonRows(columns);
        using var appender = session.Appender(null, "changed");
        foreach (var key in keys)
        {
            rows.Append(appender, key);
            appender.EndRow();
        }

        appender.Flush();
    }

    /// <summary>Loads typed rows into the session's relation <c>changed</c>, in the order of a SELECT.</summary>
    /// <param name="session">A session of the engine.</param>
    /// <param name="product">The product of the rows.</param>
    /// <param name="rows">A SELECT of the declared columns; of the key's columns when only the replaced rows are needed.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    public static void LoadRows(DuckDbConnection session, DataProductDescriptor product, string rows, CancellationToken cancellationToken)
    {
        if (product.Key.Count == 0)
        {
            session.Execute($"CREATE TEMP TABLE changed AS {rows}", cancellationToken);
            return;
        }

        // Only the narrow columns are compared: a window would sort whole rows, which may not fit into memory.
        session.Execute($"CREATE TEMP TABLE batch AS SELECT *, row_number() OVER () AS {Position} FROM ({rows})", cancellationToken);
        session.Execute(
            $"CREATE TEMP TABLE changed AS SELECT * EXCLUDE ({Position}) FROM batch SEMI JOIN (SELECT max({Position}) AS {Position} FROM batch GROUP BY {Columns(product.Key)}) AS last USING ({Position})",
            cancellationToken);
        session.Execute("DROP TABLE batch", cancellationToken);
    }

    private static void Append(DuckDbConnection session, string table, DataProductDescriptor product, IReadOnlyList<RowChange> batch)
    {
        var rows = new JsonRows(product.Schema);
        using var appender = session.Appender(null, table);
        foreach (var change in batch.OrderBy(change => change.Position))
        {
            if (product.Key.Count > 0)
            {
                appender.Append(change.Position);
            }

            rows.Append(appender, change.Row!);
            appender.EndRow();
        }

        appender.Flush();
    }

    private static string Declared(IEnumerable<ColumnDefinition> columns) => string.Join(", ", columns.Select(column => $"{SqlIdentifier.Quote(column.Name)} {column.Type.ToDuckDb()}"));

    private static string Columns(IReadOnlyList<string> key) => string.Join(", ", key.Select(SqlIdentifier.Quote));
}
