using System.Globalization;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>A column by whose value equality deletes find their rows.</summary>
/// <param name="Top">The top-level field that it is or is in.</param>
/// <param name="Field">The column.</param>
/// <param name="Path">The names on the way from the one to the other.</param>
internal sealed record EqualityKey(NestedField Top, NestedField Field, IReadOnlyList<string> Path)
{
    /// <summary>The name of the column that holds it.</summary>
    public string Name => $"\"#k{Field.Id.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>Finds the column of an id, dropped ones too: deletes by them still hold.</summary>
    /// <exception cref="IcebergException">No schema of the table has it, or it is in a list or map.</exception>
    public static EqualityKey Of(int fieldId, TableSchema current, TableMetadata metadata, string location)
    {
        var schema = metadata.Schemas.OrderByDescending(schema => schema.SchemaId).Prepend(current).FirstOrDefault(schema => schema.FindField(fieldId) is not null)
            ?? throw new IcebergException($"{location} deletes rows by column {fieldId}, which no schema of the table at {metadata.Location} has.");
        var field = schema.FindField(fieldId)!;
        List<string> path = [];
        var top = field;
        for (var parent = schema.FindParent(top.Id); parent is not null; parent = schema.FindParent(parent.Id))
        {
            if (parent.Type is not IcebergStruct)
            {
                throw new IcebergException($"{location} deletes rows by column {schema.FindName(fieldId)}, which is in a list or map.");
            }

            path.Insert(0, top.Name);
            top = parent;
        }

        return new EqualityKey(top, field, path);
    }

    /// <summary>The SQL of the column, of the SQL of the top-level field. All fields of a null struct are null.</summary>
    public string In(string top) => Path.Aggregate(top, static (value, name) => $"struct_extract({value}, {SqlText.Quote(name)})");
}
