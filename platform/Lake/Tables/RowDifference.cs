using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Parquet;

namespace MeshStarter.Lake;

/// <summary>
/// What a state of a table has beside another one, and what it lacks. Rows are told apart by their values: those that were only written anew
/// are the same. Files that both states have are not read.
/// </summary>
internal sealed class RowDifference
{
    // No column can be called so.
    private const string Count = "\"#count\"";
    private const string Position = "\"#position\"";

    private readonly string _columns;
    private readonly bool _onlyAdds;

    private RowDifference(IReadOnlyList<ColumnDefinition> columns, string before, string after, bool onlyAdds)
    {
        _columns = string.Join(", ", columns.Select(column => SqlIdentifier.Quote(column.Name)));
        (Before, After, _onlyAdds) = (before, after, onlyAdds);
    }

    /// <summary>Whether the states have the same files.</summary>
    public bool IsNone { get; private init; }

    /// <summary>A SELECT of the rows of files that only the first state has.</summary>
    public string Before { get; }

    /// <summary>A SELECT of the rows of files that only the second state has, the oldest first.</summary>
    public string After { get; }

    /// <summary>A SELECT of the rows that the second state has beside the first, in the order in which they were written.</summary>
    public string Added => _onlyAdds ? After : $"SELECT {_columns} FROM (SELECT *, unnest(range(CAST({Count} AS BIGINT))) FROM ({Both}) WHERE {Count} > 0) ORDER BY {Position}";

    /// <summary>A SELECT of the rows that the first state has and the second lacks; null where none can be.</summary>
    public string? Removed => _onlyAdds ? null : $"SELECT {_columns} FROM (SELECT *, unnest(range(CAST(-{Count} AS BIGINT))) FROM ({Both}) WHERE {Count} < 0)";

    // Of a row that both states have equally often nothing is left.
    private string Both =>
        $"SELECT {_columns}, sum({Count}) AS {Count}, max({Position}) AS {Position} FROM ("
        + $"SELECT {_columns}, 1 AS {Count}, row_number() OVER () AS {Position} FROM ({After}) UNION ALL SELECT {_columns}, -1, 0 FROM ({Before})"
        + $") GROUP BY {_columns} HAVING sum({Count}) <> 0";

    /// <summary>Compares two states of one table.</summary>
    /// <exception cref="IcebergException">A file is missing, damaged, or needs what is not read here.</exception>
    public static async Task<RowDifference> OfAsync(ScanPlan before, ScanPlan after, IReadOnlyList<ColumnDefinition> columns, ScanSql scan, CancellationToken cancellationToken)
    {
        var had = before.Files.Select(Identity).ToHashSet(StringComparer.Ordinal);
        var has = after.Files.Select(Identity).ToHashSet(StringComparer.Ordinal);
        before = before with { Files = [.. before.Files.Where(file => !has.Contains(Identity(file)))] };
        after = after with { Files = [.. after.Files.Where(file => !had.Contains(Identity(file)))] };
        return new RowDifference(columns, await SqlAsync(before), await SqlAsync(after), onlyAdds: before.Files.Count == 0) { IsNone = before.Files.Count + after.Files.Count == 0 };

        async Task<string> SqlAsync(ScanPlan plan) => TableRows.Of(plan, await scan.BuildAsync(plan, cancellationToken), columns).Sql;
    }

    // A file with other deletes has other rows.
    private static string Identity(FileScan file) => string.Join('\n', file.Deletes.Select(delete => delete.File.Location).Order(StringComparer.Ordinal).Prepend(file.File.Location));
}
