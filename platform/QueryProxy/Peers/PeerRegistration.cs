namespace MeshStarter.QueryProxy.Peers;

/// <summary>Registers the proxies that answer together with this one.</summary>
internal static class PeerRegistration
{
    public static void AddPeers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<QueryPeers>();
        builder.Services.AddSingleton<IMiddleware, PeerMiddleware>();
    }
}
