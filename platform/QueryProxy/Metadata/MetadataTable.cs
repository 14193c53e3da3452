namespace MeshStarter.QueryProxy.Metadata;

/// <summary>A table that tells about the mesh instead of holding its data.</summary>
internal enum MetadataTable
{
    Catalogs,
    Schemata,
    Tables,
    Columns,
    Views,
    Functions,
}
