using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>Healthy where a GET answers with the expected status.</summary>
internal sealed class HttpEndpointCheck(EndpointReference endpoint, string path, int expectedStatus) : IHealthCheck
{
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // One client for all: its requests are no business of logs or traces.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ActivityHeadersPropagator = null })
    {
        Timeout = Timeout,
    };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await Client.GetAsync(new Uri(new Uri(endpoint.Url), path), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)response.StatusCode;
            return status == expectedStatus
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"GET {path} answered {status}, expected {expectedStatus}");
        }
        catch (HttpRequestException e)
        {
            return HealthCheckResult.Unhealthy($"GET {path}: {e.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"GET {path} gave no answer within {Timeout.TotalSeconds} s");
        }
    }
}
