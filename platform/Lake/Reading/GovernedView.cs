using MeshStarter.Contracts;
using MeshStarter.Policy;

namespace MeshStarter.Lake;

/// <summary>The SQL that shows a reader the rows of a pinned snapshot as policy lets them be seen.</summary>
public static class GovernedView
{
    /// <summary>A SELECT that yields the declared columns, in declared order and type, masked and filtered.</summary>
    /// <param name="schema">The product's columns.</param>
    /// <param name="files">Files of the pinned snapshot; none for a table that nothing was published to.</param>
    /// <param name="decision">A decision that permits reading.</param>
    /// <exception cref="InvalidOperationException">The decision denies: there is nothing to show.</exception>
    public static string Select(IReadOnlyList<ColumnDefinition> schema, IReadOnlyList<DataFile> files, PolicyDecision decision) =>
        decision.VisibleRows(Rows(schema, files), schema);

    /// <summary>
    /// All rows of a snapshot's files. A file that was written before a column was declared has nulls there, which the
    /// typed empty relation in front sees to.
    /// </summary>
    internal static string Rows(IReadOnlyList<ColumnDefinition> schema, IReadOnlyList<DataFile> files)
    {
        var typed = string.Join(", ", schema.Select(column => $"CAST(NULL AS {column.Type.ToDuckDb()}) AS {SqlIdentifier.Quote(column.Name)}"));
        var empty = $"SELECT {typed} WHERE false";
        if (files.Count == 0)
        {
            return empty;
        }

        var names = string.Join(", ", schema.Select(column => SqlIdentifier.Quote(column.Name)));
        return $"SELECT {names} FROM ({empty} UNION ALL BY NAME SELECT * FROM read_parquet({SqlText.List(files.Select(file => file.Path))}, union_by_name = true, hive_partitioning = false))";
    }
}
