using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>A table as its catalog returned it at one moment.</summary>
/// <param name="Identifier">Its name.</param>
/// <param name="MetadataLocation">The file of the metadata.</param>
/// <param name="Metadata">The metadata.</param>
public sealed record LoadedTable(TableIdentifier Identifier, string MetadataLocation, TableMetadata Metadata);
