using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Parquet;

/// <summary>The engine's types for a table's.</summary>
internal static class EngineType
{
    /// <summary>The engine's type.</summary>
    /// <param name="type">The table's type.</param>
    /// <param name="column">The column's name, for errors.</param>
    /// <exception cref="IcebergException">The engine has none, or values of it are not read here; the message names column and type.</exception>
    public static string Of(IcebergType type, string column) => type switch
    {
        IcebergPrimitive primitive => Of(primitive.Kind) ?? throw NotRead(type, column),
        IcebergDecimal exact => $"DECIMAL({exact.Precision},{exact.Scale})",
        IcebergFixed => "BLOB",
        IcebergList list => $"{Of(list.Element, column)}[]",
        IcebergMap map => $"MAP({Of(map.Key, column)}, {Of(map.Value, column)})",
        IcebergStruct structure => Struct(structure, column),
        _ => throw NotRead(type, column),
    };

    private static string? Of(IcebergPrimitiveKind kind) => kind switch
    {
        IcebergPrimitiveKind.Boolean => "BOOLEAN",
        IcebergPrimitiveKind.Int => "INTEGER",
        IcebergPrimitiveKind.Long => "BIGINT",
        IcebergPrimitiveKind.Float => "FLOAT",
        IcebergPrimitiveKind.Double => "DOUBLE",
        IcebergPrimitiveKind.Date => "DATE",
        IcebergPrimitiveKind.Time => "TIME",
        IcebergPrimitiveKind.Timestamp => "TIMESTAMP",
        IcebergPrimitiveKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        IcebergPrimitiveKind.String => "VARCHAR",
        IcebergPrimitiveKind.Uuid => "UUID",
        IcebergPrimitiveKind.Binary => "BLOB",
        _ => null,
    };

    private static string Struct(IcebergStruct structure, string column)
    {
        CheckNames(structure, column);
        return structure.Fields.Count > 0
            ? $"STRUCT({string.Join(", ", structure.Fields.Select(field => $"{SqlIdentifier.Quote(field.Name)} {Of(field.Type, $"{column}.{field.Name}")}"))})"
            : throw new IcebergException($"Column {column} is a struct without fields, which the engine cannot hold.");
    }

    /// <summary>Refuses names that the engine takes for equal, which they are to it whatever their case, and names with a NUL, which no statement can hold.</summary>
    /// <exception cref="IcebergException">Two fields differ by case only, or one has no name that the engine takes.</exception>
    public static void CheckNames(IcebergStruct structure, string column)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in structure.Fields)
        {
            if (field.Name.Length == 0 || field.Name.Contains('\0'))
            {
                throw new IcebergException($"{column} has a field without a name, or with a NUL in it: the engine cannot hold it.");
            }

            if (!names.Add(field.Name))
            {
                throw new IcebergException($"{column} has two fields called {field.Name}, by case only: the engine cannot distinguish them.");
            }
        }
    }

    private static IcebergNotReadException NotRead(IcebergType type, string column) =>
        new("column types of format 3", $"Column {column} is of type {type} (format 3), which is not read here.");
}
