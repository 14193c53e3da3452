using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Exports;
using MeshStarter.Contracts.Registration;
using MeshStarter.Templates.Tests.Stamping;

namespace MeshStarter.Templates.Tests;

/// <summary>Contracts that <c>mesh contract --format odcs</c> writes of each stamp, as a reader of the standard that no one here wrote takes them.</summary>
[Collection(StampedMeshCollection.Name)]
public sealed class StampedContractTests(StampedMesh mesh, ContractReader reader) : IClassFixture<ContractReader>
{
    [SkippableFact]
    public async Task Contract_of_each_stamp_is_valid_and_has_its_columns()
    {
        Skip.If(reader.Missing is not null, reader.Missing);
        List<DataProductDescriptor> products =
        [
            .. mesh.All.Where(file => !mesh.Before.ContainsKey(file.Key) && file.Key.EndsWith("data-product.yaml", StringComparison.Ordinal))
                .OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => DescriptorReader.Read(file.Value, file.Key).Descriptor!),
        ];

        var read = await reader.ReadAsync(products.Select(product => ContractExport.Of(Registered(product), ContractFormat.Odcs).Text));

        Assert.Equal(9, products.Count);
        Assert.Equal(
            products.Select(product => $"passed: {string.Join(' ', product.Schema.Select(column => column.Name))}"),
            read.Select(contract => $"{contract.GetProperty("result")}: {string.Join(' ', contract.GetProperty("findings").EnumerateArray().Concat(contract.GetProperty("columns").EnumerateArray()))}"));
    }

    private static ProductDetails Registered(DataProductDescriptor product) => ProductDetails.Of(
        product, [.. product.Ports.Select(port => new PortLocation(port, $"http://localhost:5001/products/{product.Name.Product}/{port}"))], new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.Zero));
}
