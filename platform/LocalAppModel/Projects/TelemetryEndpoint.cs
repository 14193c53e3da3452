using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Projects;

/// <summary>
/// The telemetry endpoint of projects: the dashboard of the AppHost's settings, if one is running. Aspire starts it itself. Here it
/// may be absent, and a dozen processes that retry every second would waste time.
/// </summary>
internal sealed record TelemetryEndpoint(string Url, string Protocol, string? ApiKey)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    internal static async Task<TelemetryEndpoint?> FindAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var grpc = configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"];
        var http = configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"];
        return (grpc ?? http) is { } url && await AnswersAsync(url, cancellationToken)
            ? new TelemetryEndpoint(url, grpc is null ? "http/protobuf" : "grpc", configuration["AppHost:OtlpApiKey"])
            : null;
    }

    private static async Task<bool> AnswersAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return false;
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(uri.Host, uri.Port, cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return false;
        }
    }
}
