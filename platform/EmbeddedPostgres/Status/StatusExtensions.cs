using System.Net;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace MeshStarter.EmbeddedPostgres.Status;

/// <summary>The HTTP side: <c>/health</c> and <c>/alive</c>, a status word each, for this machine only.</summary>
internal static class StatusExtensions
{
    public static void AddQuietLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // a refused start is one line on stderr, without its stack
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None); // "unhealthy" is no news during a start
    }

    public static void AddStatus(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck<ServerHealthCheck>("postgres");
        builder.Services.Configure<HostFilteringOptions>(filter =>
        {
            filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"];
            filter.AllowEmptyHosts = false;
            filter.IncludeFailureMessage = false;
        });
        // Checked for every endpoint before it is bound, whichever setting it comes from.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(RequireLoopback));
    }

    public static void MapStatus(this WebApplication app)
    {
        app.MapHealthChecks("/health");
        app.MapHealthChecks("/alive", new() { Predicate = _ => false });
    }

    private static void RequireLoopback(ListenOptions endpoint)
    {
        if (endpoint.IPEndPoint is null || !IPAddress.IsLoopback(endpoint.IPEndPoint.Address))
        {
            throw new StartRefusedException(
                $"ASPNETCORE_URLS: {endpoint} can be reached from other machines, and this server is for its own machine alone. Fix: listen on localhost, 127.0.0.1 or [::1].");
        }
    }
}
