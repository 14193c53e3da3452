namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>The media type of a schema registry's responses.</summary>
internal static class RegistryMediaType
{
    public const string V1 = "application/vnd.schemaregistry.v1+json";
}
