using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;

namespace MeshStarter.Lake;

/// <summary>A batch in a session of the engine: its rows typed, and which rows of the table they replace.</summary>
internal sealed class ChangedRows
{
    // No column can be called so.
    private const string Position = "\"#position\"";

    private readonly DuckDbConnection _session;
    private readonly DataProductDescriptor _product;

    private ChangedRows(DuckDbConnection session, DataProductDescriptor product) => (_session, _product) = (session, product);

    /// <summary>The rows as they are to be written: facts in their order; of a key that changed several times the last state, in the order of keys.</summary>
    public string Sql => $"SELECT * FROM changed{KeyOrder.Of(_product.Key)}";

    /// <summary>Takes a batch into a session.</summary>
    /// <exception cref="RowFormatException">A row does not fit its column's type.</exception>
    public static ChangedRows Load(DuckDbConnection session, DataProductDescriptor product, IReadOnlyList<RowChange> batch, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", product.Schema.Select(column => $"{SqlIdentifier.Quote(column.Name)} {column.Type.ToDuckDb()}"));
        if (product.Key.Count == 0)
        {
            // They are appended in their order already.
            session.Execute($"CREATE TEMP TABLE changed({columns})", cancellationToken);
            Append(session, "changed", product, batch);
            return new ChangedRows(session, product);
        }

        session.Execute($"CREATE TEMP TABLE batch({Position} BIGINT, {columns})", cancellationToken);
        Append(session, "batch", product, batch);
        session.Execute(
            $"CREATE TEMP TABLE changed AS SELECT * EXCLUDE ({Position}) FROM batch QUALIFY row_number() OVER (PARTITION BY {Columns(product.Key)} ORDER BY {Position} DESC) = 1",
            cancellationToken);
        return new ChangedRows(session, product);
    }

    /// <summary>Takes rows that are typed already, in the order of a SELECT.</summary>
    /// <param name="session">A session of the engine.</param>
    /// <param name="product">Whose rows they are.</param>
    /// <param name="rows">A SELECT of the declared columns; of those of the key where only what they replace is asked for.</param>
    /// <param name="cancellationToken">Ends the taking.</param>
    public static ChangedRows OfRows(DuckDbConnection session, DataProductDescriptor product, string rows, CancellationToken cancellationToken)
    {
        if (product.Key.Count == 0)
        {
            session.Execute($"CREATE TEMP TABLE changed AS {rows}", cancellationToken);
            return new ChangedRows(session, product);
        }

        // Only what is narrow is validated against one another: rows that do not fit into memory are not sorted for it, as a window would.
        session.Execute($"CREATE TEMP TABLE batch AS SELECT *, row_number() OVER () AS {Position} FROM ({rows})", cancellationToken);
        session.Execute(
            $"CREATE TEMP TABLE changed AS SELECT * EXCLUDE ({Position}) FROM batch SEMI JOIN (SELECT max({Position}) AS {Position} FROM batch GROUP BY {Columns(product.Key)}) AS last USING ({Position})",
            cancellationToken);
        session.Execute("DROP TABLE batch", cancellationToken);
        return new ChangedRows(session, product);
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

            rows.Append(appender, change.Row);
            appender.EndRow();
        }

        appender.Flush();
    }

    private static string Columns(IReadOnlyList<string> key) => string.Join(", ", key.Select(SqlIdentifier.Quote));

    /// <summary>Finds the rows whose keys changed. They are looked for once and then known: a SELECT of <see cref="ScanSql.FileColumn"/> and <see cref="ScanSql.RowColumn"/>.</summary>
    /// <param name="existing">The table's rows with their positions.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public string Replaced(ScanQuery existing, CancellationToken cancellationToken)
    {
        _session.Execute(
            $"CREATE TEMP TABLE replaced AS SELECT old.\"{ScanSql.FileColumn}\", old.\"{ScanSql.RowColumn}\" FROM ({existing.Sql}) AS old SEMI JOIN changed ON {SameKey.Of(_product.Key)}",
            cancellationToken);
        return "SELECT * FROM replaced";
    }

    /// <summary>Of some rows of the table those that readers see alongside the batch once it is published.</summary>
    public string Remaining(string existing) => _product.Key.Count == 0 ? existing : $"SELECT old.* FROM ({existing}) AS old ANTI JOIN changed ON {SameKey.Of(_product.Key)}";
}
