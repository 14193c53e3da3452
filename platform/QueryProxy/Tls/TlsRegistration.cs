using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MeshStarter.QueryProxy.Tls;

/// <summary>HTTPS alongside HTTP, on the addresses that begin with https.</summary>
internal static class TlsRegistration
{
    public static void AddTls(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
        {
            // Elsewhere certificates are Kestrel's own configuration, or the proxy's in front.
            return;
        }

        builder.Services.AddSingleton(services => new DevelopmentCertificate(
            Path.Combine(MeshData.Folder(services.GetRequiredService<IConfiguration>()), "certificates"),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<DevelopmentCertificate>>()));
        builder.Services.AddHostedService<TlsAnnouncement>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<DevelopmentCertificate>((kestrel, certificate) =>
            kestrel.ConfigureHttpsDefaults(https =>
                // A selector comes before every certificate that configuration names, another developer's included.
                https.ServerCertificateSelector = (_, _) => certificate.Current));
    }
}

/// <summary>Has the certificate made, and says once the certificate's path, for those who want to trust it; nothing when there is no https address.</summary>
internal sealed partial class TlsAnnouncement(
    DevelopmentCertificate certificate, IConfiguration configuration, IServer server, IHostApplicationLifetime lifetime, ILogger<TlsAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration[WebHostDefaults.ServerUrlsKey]?.Contains("https:", StringComparison.OrdinalIgnoreCase) == true)
        {
            // Made now, so that a client can trust it before it connects, and a folder that cannot be written ends the start.
            _ = certificate.Current;
        }

        lifetime.ApplicationStarted.Register(Announce);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Announce()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        if (address is not null)
        {
            // With Aspire's proxy in front of this process, clients use the proxy's port.
            LogReady(configuration["HTTPS_PORT"] is { Length: > 0 } port ? $"https://localhost:{port}" : address, certificate.CertificatePath);
        }
    }

    [LoggerMessage(2321, LogLevel.Information, "TLS at {Address}; its certificate to trust is {Path}")]
    private partial void LogReady(string address, string path);
}
