namespace MeshStarter.Platform.Iceberg.Types;

/// <summary>The specification's names of the types without parameters.</summary>
internal static class TypeNames
{
    private static readonly IReadOnlyList<(IcebergPrimitiveKind Kind, string Name)> All =
    [
        (IcebergPrimitiveKind.Boolean, "boolean"),
        (IcebergPrimitiveKind.Int, "int"),
        (IcebergPrimitiveKind.Long, "long"),
        (IcebergPrimitiveKind.Float, "float"),
        (IcebergPrimitiveKind.Double, "double"),
        (IcebergPrimitiveKind.Date, "date"),
        (IcebergPrimitiveKind.Time, "time"),
        (IcebergPrimitiveKind.Timestamp, "timestamp"),
        (IcebergPrimitiveKind.TimestampTz, "timestamptz"),
        (IcebergPrimitiveKind.TimestampNs, "timestamp_ns"),
        (IcebergPrimitiveKind.TimestampTzNs, "timestamptz_ns"),
        (IcebergPrimitiveKind.String, "string"),
        (IcebergPrimitiveKind.Uuid, "uuid"),
        (IcebergPrimitiveKind.Binary, "binary"),
        (IcebergPrimitiveKind.Variant, "variant"),
        (IcebergPrimitiveKind.Unknown, "unknown"),
    ];

    private static readonly Dictionary<string, IcebergPrimitive> ByName =
        All.ToDictionary(type => type.Name, type => new IcebergPrimitive(type.Kind), StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<IcebergPrimitiveKind, string> ByKind = All.ToDictionary(type => type.Kind, type => type.Name);

    public static string Of(IcebergPrimitiveKind kind) => ByKind[kind];

    public static IcebergPrimitive? Find(string name) => ByName.GetValueOrDefault(name);
}
