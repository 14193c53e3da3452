using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.QueryProxy.Capture;

/// <summary>Sends records of queries to the catalog. Its connection is its own: when records are not taken, products are still found.</summary>
internal sealed class QueryRecordClient(HttpClient http)
{
    /// <summary>Sends records, and returns the status of the answer.</summary>
    /// <exception cref="HttpRequestException">The catalog does not answer.</exception>
    public async Task<int> SendAsync(IReadOnlyList<CapturedQuery> records, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(new Uri("queries", UriKind.Relative), new ItemList<CapturedQuery>(records), MeshJson.Options, cancellationToken);
        return (int)answer.StatusCode;
    }
}
