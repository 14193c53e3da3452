using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Health;

/// <summary>Queries the health of every process of the mesh. The AppHost gives the address of each.</summary>
internal sealed class MeshHealth(HttpClient http, ServiceDirectory services)
{
    private const string Degraded = "Degraded";

    /// <summary>Gets the health of each process, this portal first.</summary>
    public async Task<IReadOnlyList<ServiceHealth>> AskAsync(CancellationToken cancellationToken) =>
        [new("portal", ServiceCondition.Healthy), .. await Task.WhenAll(services.Names.Select(service => AskAsync(service, cancellationToken)))];

    private async Task<ServiceHealth> AskAsync(string service, CancellationToken cancellationToken)
    {
        if (!services.TryFind(service, out var address))
        {
            return new ServiceHealth(service, ServiceCondition.Silent);
        }

        try
        {
            using var response = await http.GetAsync(new Uri(address, "health"), cancellationToken);
            return new ServiceHealth(service, !response.IsSuccessStatusCode ? ServiceCondition.Unhealthy
                : await response.Content.ReadAsStringAsync(cancellationToken) == Degraded ? ServiceCondition.Degraded : ServiceCondition.Healthy);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A service that answers with more than a word is not silent.
            return new ServiceHealth(service, exception is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } ? ServiceCondition.Unhealthy : ServiceCondition.Silent);
        }
    }
}
