namespace MeshStarter.Portal.Health;

/// <summary>Adds the health display.</summary>
internal static class HealthServices
{
    public static IHostApplicationBuilder AddMeshHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<MeshHealth>(client => client.Timeout = TimeSpan.FromSeconds(3));
        return builder;
    }
}
