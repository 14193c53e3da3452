using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Registration;

namespace MeshStarter.Sdk.Publishing;

/// <summary>Takes a product's newest schema, and the contract that is alongside it, from the catalog's schema registry.</summary>
internal static class RegisteredContract
{
    /// <exception cref="HttpRequestException">The registry does not answer, or has no such product for this caller.</exception>
    public static async Task<ProductContract> FindAsync(CatalogClient catalog, ProductReference product)
    {
        var version = await catalog.NewestSchemaAsync(product, CancellationToken.None);
        if (version?["metadata"]?["properties"]?["mesh.contract"]?.GetValue<string>() is not { } contract)
        {
            throw new InvalidOperationException($"The catalog has no contract of {product}.");
        }

        return new ProductContract(
            JsonSerializer.Deserialize<DataProductDescriptor>(contract, MeshJson.Options)!,
            version["guid"]!.GetValue<Guid>());
    }
}
