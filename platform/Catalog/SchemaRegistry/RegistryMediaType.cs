namespace MeshStarter.Catalog.SchemaRegistry;

/// <summary>What a schema registry's answers are called.</summary>
internal static class RegistryMediaType
{
    public const string V1 = "application/vnd.schemaregistry.v1+json";
}
