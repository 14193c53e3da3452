using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Health;

/// <summary>Asks an address how its resource is.</summary>
internal static class HttpProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    // One client for all: its requests are no business of logs or traces.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ActivityHeadersPropagator = null })
    {
        Timeout = Timeout,
    };

    internal static async Task<HealthReportSnapshot> AskAsync(HttpHealthAnnotation check, CancellationToken cancellationToken)
    {
        var problem = await ProblemAsync(check, cancellationToken);
        return new HealthReportSnapshot(check.Key, problem is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, problem);
    }

    private static async Task<string?> ProblemAsync(HttpHealthAnnotation check, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(new Uri(new Uri(check.Endpoint.Url), check.Path), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)response.StatusCode;
            return status == check.Status ? null : $"GET {check.Path} answered {status}, expected {check.Status}";
        }
        catch (HttpRequestException e)
        {
            return $"GET {check.Path}: {e.Message}";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"GET {check.Path} gave no answer within {Timeout.TotalSeconds} s";
        }
    }
}
