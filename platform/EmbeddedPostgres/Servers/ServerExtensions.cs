using MeshStarter.EmbeddedPostgres.Clusters;

namespace MeshStarter.EmbeddedPostgres.Servers;

/// <summary>Registers the server and its owner.</summary>
internal static class ServerExtensions
{
    /// <summary>Above the longest stop of the server (five seconds), below what the app host waits before it kills (six).</summary>
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(5.5);

    public static void AddPostgresServer(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(EmbeddedPostgresOptions.Read(builder.Configuration));
        builder.Services.AddSingleton<ServerState>();
        builder.Services.AddSingleton<Superuser>();
        builder.Services.AddHostedService<ServerOwner>();
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = ShutdownPatience;
            host.ServicesStopConcurrently = true; // an open health request must not hold the server back
        });
    }
}
