using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet.Writing;

/// <summary>The engine's option by which the columns of a file get their ids.</summary>
internal static class FieldIds
{
    /// <summary>The value of COPY's FIELD_IDS for a table's columns.</summary>
    public static string Of(IEnumerable<NestedField> fields) =>
        $"{{{string.Join(", ", fields.Select(field => $"{SqlIdentifier.Quote(field.Name)}: {Of(field)}"))}}}";

    private static string Of(NestedField field) => field.Type.IsPrimitive
        ? $"{field.Id}"
        : $"{{__duckdb_field_id: {field.Id}, {string.Join(", ", field.Type.Children.Select(child => $"{SqlIdentifier.Quote(child.Name)}: {Of(child)}"))}}}";
}
