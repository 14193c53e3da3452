using System.Net.Http.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Registers products of a table port that a measure writes.</summary>
internal static class TableRegistration
{
    /// <summary>Registers a product in version 1.0.0.</summary>
    /// <param name="catalog">Client of the catalog, as the service of <c>load</c>.</param>
    /// <param name="text">Its descriptor.</param>
    /// <exception cref="InvalidOperationException">The catalog refuses it.</exception>
    public static async Task<DataProductDescriptor> SendAsync(HttpClient catalog, string text)
    {
        var product = DescriptorReader.Read(text, "data-product.yaml").Descriptor!;
        var registration = new ProductRegistration { Descriptor = text, File = "data-product.yaml", Ports = [new PortLocation(PortType.Table, $"http://localhost/products/{product.Name.Product}@1/table")] };
        using var answer = await catalog.PutAsJsonAsync($"products/{product.Name}/versions/1.0.0", registration, MeshJson.Options);
        return answer.IsSuccessStatusCode ? product : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }
}
