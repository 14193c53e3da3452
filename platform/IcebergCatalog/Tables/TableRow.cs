namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>A table as the database knows it: where its metadata is now.</summary>
internal sealed record TableRow
{
    /// <summary>The catalog's own id of this entry.</summary>
    public required Guid TableId { get; init; }

    /// <summary>The levels of its namespace.</summary>
    public required string[] Namespace { get; init; }

    /// <summary>Its name in the namespace.</summary>
    public required string Name { get; init; }

    /// <summary>The location of the table.</summary>
    public required string Location { get; init; }

    /// <summary>The metadata file in force.</summary>
    public required string MetadataLocation { get; init; }
}
