using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet.Footers;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>
/// Makes a table's values of those that a file stores: fields found by id at every depth, types widened, what the file does not have
/// null (specification, "Column Projection").
/// </summary>
internal static class ColumnProjection
{
    /// <summary>
    /// Whether the engine's own cast does it. It finds a struct's fields by name, so names must say the same as ids do, and it wants one
    /// that is there.
    /// </summary>
    public static bool IsCast(IcebergType type, ParquetNode node) => type switch
    {
        IcebergStruct structure => IsCast(structure, node),
        IcebergList list => StoredNesting.ElementOf(node) is { } element && IsCast(list.Element, element),
        IcebergMap map => StoredNesting.EntriesOf(node) is var (key, value) && IsCast(map.Key, key) && IsCast(map.Value, value),
        _ => !node.IsGroup && StoredValue.To(type, node) == StoredConversion.Cast,
    };

    /// <summary>The SQL of a value of the table's type.</summary>
    /// <param name="type">The table's type.</param>
    /// <param name="node">How it is stored.</param>
    /// <param name="value">The SQL of the stored value.</param>
    /// <param name="place">Column and file, for errors.</param>
    /// <param name="depth">How many lists and maps the value is in.</param>
    /// <exception cref="IcebergException">The stored type cannot become the column's; the message names column and file.</exception>
    public static string Of(IcebergType type, ParquetNode node, string value, ColumnPlace place, int depth = 0)
    {
        // A type that is not read here is refused as such, however it is stored.
        var engineType = EngineType.Of(type, place.Column);
        if (IsCast(type, node))
        {
            return $"CAST({value} AS {engineType})";
        }

        return type switch
        {
            IcebergStruct structure when StoredNesting.IsStruct(node) => Struct(structure, node, value, place, depth),
            IcebergList list when StoredNesting.ElementOf(node) is { } element => List(list, element, value, place, depth),
            IcebergMap map when StoredNesting.EntriesOf(node) is var (key, entry) => Map(map, key, entry, value, place, depth),
            _ when !node.IsGroup && StoredValue.To(type, node) is var conversion and not StoredConversion.None => StoredValue.Apply(conversion, value, engineType),
            _ => throw place.Misfit(type, node),
        };
    }

    private static bool IsCast(IcebergStruct structure, ParquetNode node)
    {
        if (!StoredNesting.IsStruct(node))
        {
            return false;
        }

        var isOneThere = false;
        foreach (var field in structure.Fields)
        {
            var stored = node.Children.FirstOrDefault(child => child.FieldId == field.Id);
            var named = node.Children.FirstOrDefault(child => child.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase));
            if (!ReferenceEquals(stored, named) || (stored is not null && !IsCast(field.Type, stored)) || (stored is null && field.InitialDefault is not null))
            {
                return false;
            }

            isOneThere |= stored is not null;
        }

        return isOneThere;
    }

    private static string Struct(IcebergStruct structure, ParquetNode node, string value, ColumnPlace place, int depth)
    {
        var fields = structure.Fields.Select(field =>
        {
            var at = place.Field(field.Name);
            var stored = node.Children.FirstOrDefault(child => child.FieldId == field.Id);
            var made = stored is null ? Missing(field, at) : Of(field.Type, stored, $"struct_extract({value}, {SqlText.Quote(stored.Name)})", at, depth);
            return $"{SqlIdentifier.Quote(field.Name)} := {made}";
        });
        return $"CASE WHEN {value} IS NULL THEN NULL ELSE struct_pack({string.Join(", ", fields)}) END";
    }

    private static string List(IcebergList list, ParquetNode element, string value, ColumnPlace place, int depth)
    {
        var item = $"e{depth}";
        return $"CASE WHEN {value} IS NULL THEN NULL ELSE list_transform({value}, lambda {item}: {Of(list.Element, element, item, place.Field("element"), depth + 1)}) END";
    }

    private static string Map(IcebergMap map, ParquetNode key, ParquetNode entry, string value, ColumnPlace place, int depth)
    {
        var item = $"e{depth}";
        var made = $"struct_pack(\"key\" := {Of(map.Key, key, $"struct_extract({item}, 'key')", place.Field("key"), depth + 1)}, "
            + $"\"value\" := {Of(map.Value, entry, $"struct_extract({item}, 'value')", place.Field("value"), depth + 1)})";
        return $"CASE WHEN {value} IS NULL THEN NULL ELSE map_from_entries(list_transform(map_entries({value}), lambda {item}: {made})) END";
    }

    /// <summary>The SQL of a field that a file does not have.</summary>
    /// <exception cref="IcebergException">It has a default (format 3).</exception>
    public static string Missing(NestedField field, ColumnPlace place) => field.InitialDefault is null
        ? $"CAST(NULL AS {EngineType.Of(field.Type, place.Column)})"
        : throw new IcebergNotReadException("default values of columns (format 3)", $"{place.File} has no column {place.Column}, whose initial default {field.InitialDefault} would represent it: defaults (format 3) are not read here.");
}

/// <summary>A column in a file, for errors.</summary>
/// <param name="Column">The column's full name.</param>
/// <param name="File">The file's location.</param>
internal sealed record ColumnPlace(string Column, string File)
{
    public ColumnPlace Field(string name) => this with { Column = $"{Column}.{name}" };

    public IcebergException Misfit(IcebergType type, ParquetNode node) =>
        new($"{File} stores column {Column} as {node}, which is no value of the table's type {type}.");
}
