using MeshStarter.Contracts.Descriptors;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Platform.Iceberg.Schemas;

public sealed partial class TableSchema
{
    /// <summary>The schema of a new table that holds a descriptor's columns, with ids as a catalog gives them.</summary>
    /// <param name="columns">The columns, in order.</param>
    /// <param name="key">The columns that identify a row; each must be required. None for facts.</param>
    public static TableSchema FromColumns(IReadOnlyList<ColumnDefinition> columns, params IEnumerable<string> key)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var last = 0;
        var fields = columns.Select(column =>
            new NestedField(++last, column.Name, column.Required, ColumnTypes.ToIceberg(column.Type, () => ++last), column.Description)).ToList();
        var drawn = new TableSchema(0, fields);
        var identifiers = key.Select(name => drawn.FindField(name)?.Id ?? throw new ArgumentException($"There is no column {name}.", nameof(key))).ToList();
        return FreshIds.Assign(new TableSchema(0, fields, identifiers)).Schema;
    }
}
