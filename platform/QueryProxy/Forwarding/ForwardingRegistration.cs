using MeshStarter.QueryProxy.Direct;
using MeshStarter.ServiceDefaults.Discovery;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Forwarding;

/// <summary>Registers the forwarding of requests to other services.</summary>
internal static class ForwardingRegistration
{
    public static void AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(provider => ForwardedRoutes.Read(builder.Configuration, provider.GetRequiredService<ServiceDirectory>()));
        builder.Services.AddSingleton<RequestForwarder>();
        builder.Services.AddSingleton<IMiddleware, ForwardingMiddleware>();
        // Two lines a request; what fails has a line of this room's.
        builder.Logging.AddFilter("Yarp", LogLevel.None);
    }

    /// <summary>Maps the document of the mesh's addresses, which are below this one.</summary>
    public static void MapAddresses(this WebApplication app)
    {
        var address = app.Services.GetRequiredService<IOptions<QueryOptions>>().Value.PublicUrl;
        var portal = app.Configuration["Mesh:SignIn:PublicUrl"]?.TrimEnd('/');
        app.MapMeshDocument(requested => MeshPlaces.Below(string.IsNullOrEmpty(address) ? requested : address, string.IsNullOrEmpty(portal) ? null : portal));
    }

    /// <summary>Compresses and truncates the service's own answers. Those of others leave as they came, each piece at once.</summary>
    public static void UseOwnAnswers(this IApplicationBuilder app) => app.UseWhen(context => !ForwardedRoutes.Cover(context.Request.Path), own =>
    {
        own.UseResponseCompression();
        own.UseTruncatedResponses();
    });
}
