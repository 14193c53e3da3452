using System.Net.Http.Headers;
using System.Text.Json;
using MeshStarter.Portal.Products;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.SignIn;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Profiles;

/// <summary>Queries a few rows of a product, as the signed-in persona gets them.</summary>
internal sealed class SampleReader(HttpClient http, PersonaTokens tokens, ServiceDirectory services)
{
    private const string Query = "query";

    /// <summary>Runs a query of a few rows.</summary>
    public async Task<ProductSample> ReadAsync(string persona, string sql, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(services.Find(Query), "query")) { Content = new StringContent(sql) };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
            request.OnBehalfOf(await tokens.GetAsync(persona, cancellationToken));
            using var response = await http.AskAsync(Query, request, cancellationToken);
            return response.IsSuccessStatusCode
                ? new ProductSample([.. (await response.Content.ReadAsStringAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))], null)
                : new ProductSample([], await response.ReadProblemAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is ServiceTimeoutException or JsonException or HttpRequestException)
        {
            return new ProductSample([], exception.Message);
        }
    }
}
