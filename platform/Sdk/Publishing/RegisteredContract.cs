using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Publishing;

/// <summary>Takes a product's newest schema, and the contract that is alongside it, from the catalog's schema registry.</summary>
internal static class RegisteredContract
{
    /// <exception cref="HttpRequestException">The registry does not answer, or has no such product for this caller.</exception>
    public static async Task<ProductContract> FindAsync(HttpClient http, Uri catalog, ProductReference product)
    {
        var subject = product.Major is { } major ? new ProductMajorVersion(product.Product, major).ToString() : product.ToString();
        var version = await http.GetFromJsonAsync<JsonObject>(new Uri(catalog, $"schema-registry/subjects/{subject}-value/versions/latest"));
        if (version?["metadata"]?["properties"]?["mesh.contract"]?.GetValue<string>() is not { } contract)
        {
            throw new InvalidOperationException($"The catalog has no contract of {product}.");
        }

        return new ProductContract(
            JsonSerializer.Deserialize<DataProductDescriptor>(contract, MeshJson.Options)!,
            version["guid"]!.GetValue<Guid>());
    }
}
