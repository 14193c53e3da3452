using MeshStarter.Templates.Tests.Stamping;

namespace MeshStarter.Templates.Tests;

/// <summary>Contracts that <c>mesh contract --format odcs</c> writes of each stamp, as a reader of the standard that no one here wrote takes them.</summary>
[Collection(StampedMeshCollection.Name)]
[Trait("Category", "Slow")]
public sealed class ForeignContractTests(StampedMesh mesh, ContractReader reader) : IClassFixture<ContractReader>
{
    [SkippableFact]
    public async Task Contract_of_each_stamp_is_valid_and_has_its_columns()
    {
        var contracts = StampedContracts.Of(mesh);

        var read = await reader.ReadAsync(contracts.Select(contract => contract.Text));

        Assert.Equal(9, contracts.Count);
        Assert.Equal(
            contracts.Select(contract => $"passed: {string.Join(' ', contract.Product.Schema.Select(column => column.Name))}"),
            read.Select(contract => $"{contract.GetProperty("result")}: {string.Join(' ', contract.GetProperty("findings").EnumerateArray().Concat(contract.GetProperty("columns").EnumerateArray()))}"));
    }
}
