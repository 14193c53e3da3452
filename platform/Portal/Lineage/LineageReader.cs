using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Registration;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Lineage;

/// <summary>Reads lineage from the catalog as the signed-in user.</summary>
internal sealed class LineageReader(HttpClient http, ServiceRequests requests)
{
    /// <summary>The number of products to begin with.</summary>
    public const int Products = 100;

    private const int PageSize = 500;

    private readonly CatalogReader _catalog = new(http, requests);

    /// <summary>Gets a page of the lineage of a node; with a status and the reason where there is none.</summary>
    public async Task<(LineagePage? Page, int Status, string? Problem)> FollowAsync(string user, LineageQuery query, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _catalog.SendAsync(user, $"lineage?{query}&limit={PageSize}", cancellationToken);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<LineagePage>(MeshJson.Options, cancellationToken), StatusCodes.Status200OK, null)
                : (null, (int)response.StatusCode, await response.ReadProblemAsync(cancellationToken));
        }
        catch (Exception failure) when (failure is ServiceException or JsonException)
        {
            return (null, StatusCodes.Status503ServiceUnavailable, Text(failure));
        }
    }

    /// <summary>Gets products to begin with, by name; or why the catalog does not answer.</summary>
    public async Task<(IReadOnlyList<ProductSummary> Products, string? Problem)> ProductsAsync(string user, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _catalog.SendAsync(user, $"products?limit={Products}", cancellationToken);
            return response.IsSuccessStatusCode
                ? ((await response.Content.ReadFromJsonAsync<ProductPage>(MeshJson.Options, cancellationToken))!.Items, null)
                : ([], await response.ReadProblemAsync(cancellationToken));
        }
        catch (Exception failure) when (failure is ServiceException or JsonException)
        {
            return ([], Text(failure));
        }
    }

    private static string Text(Exception failure) => failure is JsonException ? "The catalog gives an answer that this page cannot read." : failure.Message;
}
