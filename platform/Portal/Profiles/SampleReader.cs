using System.Net.Http.Headers;
using System.Text.Json;
using MeshStarter.Portal.Products;
using MeshStarter.Portal.Querying;
using MeshStarter.Portal.Sql;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.Profiles;

/// <summary>Queries a few rows of a product, as the signed-in persona gets them.</summary>
internal sealed class SampleReader(MeshClient mesh)
{
    /// <summary>Runs a query of a few rows.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="sql">The query.</param>
    /// <param name="purpose">The purpose that it reads for; null or empty for none.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    public async Task<ProductSample> ReadAsync(string persona, string sql, string? purpose, CancellationToken cancellationToken)
    {
        if (!QueryPurpose.CanBeStated(purpose))
        {
            return new ProductSample([], $"The purpose {QueryPurpose.Rule}");
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "query") { Content = new StringContent(sql), Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/x-ndjson") } } };
            if (!string.IsNullOrWhiteSpace(purpose))
            {
                request.Headers.Add(StatedPurpose.Header, purpose.Trim());
            }

            using var response = await mesh.SendAsync(persona, MeshClient.Query, request, cancellationToken, seconds: 30);
            return response.IsSuccessStatusCode
                ? new ProductSample([.. (await response.Content.ReadAsStringAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))], null)
                : new ProductSample([], (await response.ReadProblemAsync(cancellationToken)).Replace($"{StatedPurpose.Header}: ", "Purpose: ", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is ServiceException or JsonException or HttpRequestException)
        {
            return new ProductSample([], exception.Message);
        }
    }
}
