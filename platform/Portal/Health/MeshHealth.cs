using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Health;

/// <summary>Asks the platform's services how they are.</summary>
internal sealed class MeshHealth(HttpClient http, ServiceDirectory services)
{
    private static readonly string[] Asked = ["catalog", "governance", "query"];

    /// <summary>How each is; one that does not answer is not well.</summary>
    public async Task<IReadOnlyList<ServiceHealth>> AskAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(Asked.Select(service => AskAsync(service, cancellationToken)));

    private async Task<ServiceHealth> AskAsync(string service, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(services.Find(service), "health"), cancellationToken);
            return new ServiceHealth(service, response.IsSuccessStatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new ServiceHealth(service, Healthy: false);
        }
    }
}
