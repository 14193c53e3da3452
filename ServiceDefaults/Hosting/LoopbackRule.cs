using System.Net;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>
/// Restricts a service in Development to the loopback interface: there tokens are issued to every caller and sent without TLS.
/// Elsewhere it listens on the configured address, as a container must.
/// </summary>
internal static class LoopbackRule
{
    public static void AddLoopbackRule(this IServiceCollection services, IHostEnvironment environment)
    {
        if (environment.IsDevelopment())
        {
            // Called for every endpoint before it is bound, whichever setting it comes from.
            services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(Require));
        }
    }

    private static void Require(ListenOptions endpoint)
    {
        if (endpoint.IPEndPoint is { } address && IPAddress.IsLoopback(address.Address))
        {
            return;
        }

        throw new StartRefusedException(
            $"{endpoint} can be reached from other machines, and in Development a service listens for this one alone. Listen on localhost, 127.0.0.1 or [::1] (ASPNETCORE_URLS, ASPNETCORE_HTTP_PORTS, Kestrel:Endpoints), or run it in another environment with a real OpenID Connect provider.");
    }
}
