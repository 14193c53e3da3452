namespace MeshStarter.Contracts.Types;

/// <summary>A type without parts or parameters.</summary>
public sealed record PrimitiveType(PrimitiveKind Kind) : ColumnType
{
    /// <summary>UTF-8 text.</summary>
    public static PrimitiveType Text { get; } = new(PrimitiveKind.String);

    /// <inheritdoc/>
    public override string ToDuckDb() => Kind switch
    {
        PrimitiveKind.Boolean => "BOOLEAN",
        PrimitiveKind.Integer => "INTEGER",
        PrimitiveKind.BigInt => "BIGINT",
        PrimitiveKind.Real => "FLOAT",
        PrimitiveKind.Double => "DOUBLE",
        PrimitiveKind.String => "VARCHAR",
        PrimitiveKind.Uuid => "UUID",
        PrimitiveKind.Date => "DATE",
        PrimitiveKind.Time => "TIME",
        PrimitiveKind.Timestamp => "TIMESTAMP WITH TIME ZONE",
        PrimitiveKind.TimestampNtz => "TIMESTAMP",
        PrimitiveKind.Binary => "BLOB",
        _ => throw new InvalidOperationException($"No engine type for {Kind}."),
    };

    /// <inheritdoc/>
    public override string ToString() => PrimitiveNames.Of(Kind);
}
