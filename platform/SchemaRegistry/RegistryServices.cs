namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>The schema registry: Confluent's API over the schemas of products and of others.</summary>
internal static class RegistryServices
{
    public static IHostApplicationBuilder AddSchemaRegistry(this IHostApplicationBuilder builder)
    {
        // First, for of several writers the first that can writes.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, RegistryProblemWriter>());
        builder.Services.AddSingleton<RegistryAccess>();
        return builder;
    }
}
