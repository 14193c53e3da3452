using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>Sets the limits of a request's size and of the time that a stop takes.</summary>
internal static class KestrelLimits
{
    private const long RequestBodyBytes = 10 * 1024 * 1024;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    public static void AddLimits(this IServiceCollection services)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBodyBytes;
            kestrel.Limits.MaxRequestLineSize = 128 * 1024; // an endpoint that refuses a long parameter names it; the server alone would not
            kestrel.Limits.MaxRequestHeadersTotalSize = 48 * 1024; // a token takes up to 16 KiB of it
            kestrel.Limits.MaxRequestHeaderCount = 100;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
    }
}
