using System.Diagnostics.CodeAnalysis;
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

    /// <summary>The columns in the descriptor's words, for readers of the mesh.</summary>
    /// <param name="columns">The columns, in order.</param>
    /// <param name="problem">The column that has no counterpart, and why.</param>
    public bool TryToColumns([NotNullWhen(true)] out IReadOnlyList<ColumnDefinition>? columns, [NotNullWhen(false)] out string? problem)
    {
        (columns, problem) = (null, null);
        var read = new List<ColumnDefinition>(Fields.Count);
        foreach (var part in Fields)
        {
            if (!ColumnTypes.TryToColumn(part.Type, out var type, out var wrong))
            {
                problem = $"{part.Name}: {wrong}";
                return false;
            }

            read.Add(new ColumnDefinition { Name = part.Name, Type = type, Required = part.Required, Description = part.Doc });
        }

        columns = read;
        return true;
    }
}
