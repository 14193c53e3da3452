using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;

namespace MeshStarter.Lake.Reading;

/// <summary>The rows of one state of a table, for the engine to read.</summary>
/// <param name="Snapshot">The state; null for a table that nothing was published to.</param>
/// <param name="Sql">A SELECT of the declared columns, in their order, under their names and of their types.</param>
/// <param name="Paths">The files that it reads, and no others.</param>
public sealed record TableRows(Snapshot? Snapshot, string Sql, IReadOnlyList<string> Paths)
{
    /// <summary>Columns that distinguish rows of one state, and are no reader's: alongside those of the contract where places were requested.</summary>
    public static IReadOnlyList<ColumnDefinition> Places { get; } =
    [
        new ColumnDefinition { Name = ScanSql.FileColumn, Type = ColumnType.Parse("STRING") },
        new ColumnDefinition { Name = ScanSql.RowColumn, Type = ColumnType.Parse("BIGINT") },
    ];

    /// <summary>The rows of a table that is not there yet: none, of the declared columns.</summary>
    public static TableRows None(IReadOnlyList<ColumnDefinition> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new TableRows(null, $"SELECT {string.Join(", ", columns.Select(Absent))} WHERE false", []);
    }

    /// <summary>The rows of a scan in the contract's types: a column that the table does not have (yet) is null.</summary>
    internal static TableRows Of(ScanPlan plan, ScanQuery scan, IReadOnlyList<ColumnDefinition> columns, bool withPlaces = false)
    {
        var declared = columns.Select(column => plan.Schema.FindField(column.Name) is null ? Absent(column) : Declared(column)).Concat(withPlaces ? Places.Select(Declared) : []);
        return new TableRows(plan.Snapshot, $"SELECT {string.Join(", ", declared)} FROM ({scan.Sql})", scan.Paths);
    }

    private static string Declared(ColumnDefinition column) => $"CAST({SqlIdentifier.Quote(column.Name)} AS {column.Type.ToDuckDb()}) AS {SqlIdentifier.Quote(column.Name)}";

    private static string Absent(ColumnDefinition column) => $"CAST(NULL AS {column.Type.ToDuckDb()}) AS {SqlIdentifier.Quote(column.Name)}";
}
