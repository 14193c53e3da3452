using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Tables;

/// <summary>
/// The difference between two states of a table: added and removed rows. Rows are distinguished by their values, so rewritten rows are no difference.
/// Files that both states have are not read.
/// </summary>
internal sealed class RowDifference
{
    // No column can have this name.
    private const string Count = "\"#count\"";
    private const string Position = "\"#position\"";
    private const string Hash = "\"#hash\"";
    private const string Digest = "\"#digest\"";

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

    /// <summary>Compares two states of one table.</summary>
    /// <exception cref="IcebergException">A file is missing or damaged, or needs a feature that is not supported here.</exception>
    public static async Task<RowDifference> OfAsync(ScanPlan before, ScanPlan after, IReadOnlyList<ColumnDefinition> columns, ScanSql scan, CancellationToken cancellationToken)
    {
        var had = before.Files.Select(Identity).ToHashSet(StringComparer.Ordinal);
        var has = after.Files.Select(Identity).ToHashSet(StringComparer.Ordinal);
        before = before with { Files = [.. before.Files.Where(file => !has.Contains(Identity(file)))] };
        after = after with { Files = [.. after.Files.Where(file => !had.Contains(Identity(file)))] };
        return new RowDifference(columns, await SqlAsync(before), await SqlAsync(after), onlyAdds: before.Files.Count == 0) { IsNone = before.Files.Count + after.Files.Count == 0 };

        async Task<string> SqlAsync(ScanPlan plan) => TableRows.Of(plan, await scan.BuildAsync(plan, cancellationToken), columns).Sql;
    }

    /// <summary>Compares the rows of the two states, once.</summary>
    /// <param name="engine">Compares the rows, and stores the result.</param>
    /// <param name="cancellationToken">Cancels the comparison.</param>
    /// <returns>
    /// SELECTs of the rows that only the second state has, in the order in which they were written, and of the rows that only the first has; null when
    /// none can exist.
    /// </returns>
    /// <exception cref="DuckDbException">A file cannot be read, or the engine lacks the memory or the disk.</exception>
    public (string Added, string? Removed) RowsIn(SpillingEngine engine, CancellationToken cancellationToken)
    {
        if (_onlyAdds)
        {
            return (After, null);
        }

        // First, rewritten rows cancel out by their fingerprints, which are small however wide the rows are
        var rows = $"{Marked(After, sign: 1)} UNION ALL {Marked(Before, sign: -1)}";
        var fingerprints = engine.Keep($"SELECT {Hash}, {Digest} FROM ({rows}) GROUP BY {Hash}, {Digest} HAVING sum({Count}) <> 0", cancellationToken);

        // Second, rows that both states have equally often cancel out
        var uneven = engine.Keep(
            $"SELECT {_columns}, CAST(sum({Count}) AS BIGINT) AS {Count}, max({Position}) AS {Position} FROM ({rows}) SEMI JOIN ({fingerprints}) USING ({Hash}, {Digest})"
            + $" GROUP BY {_columns} HAVING sum({Count}) <> 0 ORDER BY {Position}",
            cancellationToken);
        return (Repeated($"{Count} > 0"), Repeated($"{Count} < 0"));

        string Repeated(string condition) => $"SELECT {_columns} FROM (SELECT *, unnest(range(abs({Count}))) FROM ({uneven}) WHERE {condition})";
    }

    private string Marked(string rows, int sign) =>
        $"SELECT {_columns}, {sign} AS {Count}, {sign} * row_number() OVER () AS {Position}, hash({_columns}) AS {Hash}, md5_number_lower(CAST(row({_columns}) AS VARCHAR)) AS {Digest} FROM ({rows})";

    // A file with other deletes has other rows.
    private static string Identity(FileScan file) => string.Join('\n', file.Deletes.Select(delete => delete.File.Location).Order(StringComparer.Ordinal).Prepend(file.File.Location));
}
