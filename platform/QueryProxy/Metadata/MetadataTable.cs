namespace MeshStarter.QueryProxy.Metadata;

/// <summary>A table about the mesh, without data of products.</summary>
internal enum MetadataTable
{
    Catalogs,
    Schemata,
    Tables,
    Columns,
    Views,
    Functions,
}
