using System.IO.Compression;
using System.Text.Json;
using Json.Schema;
using MeshStarter.Cli.Tests.Schemas;
using MeshStarter.Templates.Tests.Stamping;

namespace MeshStarter.Templates.Tests;

/// <summary>Contracts that <c>mesh contract --format odcs</c> writes of each stamp, by the standard's own schema.</summary>
[Collection(StampedMeshCollection.Name)]
public sealed class StampedContractTests(StampedMesh mesh)
{
    // The schema is the standard's own. It is among the reader's files, which are not installed for it.
    [SkippableFact]
    public async Task Contract_of_each_stamp_is_as_the_standards_schema_says()
    {
        Skip.If(EnginesFolder.Path is null, EnginesFolder.Missing);
        await using var wheel = await ZipFile.OpenReadAsync(Assert.Single(Directory.GetFiles(Path.Combine(EnginesFolder.Path, "python", "wheels"), "datacontract_cli-*.whl")));
        using var text = new StreamReader(await wheel.GetEntry("datacontract/schemas/odcs-3.1.0.schema.json")!.OpenAsync());
        var schema = JsonSchema.FromText(await text.ReadToEndAsync());

        var contracts = StampedContracts.Of(mesh).ConvertAll(contract => YamlFile.Parse(contract.Text));

        Assert.Equal(9, contracts.Count);
        Assert.All(contracts, contract => Assert.True(schema.Evaluate(JsonSerializer.SerializeToElement(contract)).IsValid, contract!.ToJsonString()));
        // It refuses one of which a required member is not there.
        contracts[0]!.AsObject().Remove("version");
        Assert.False(schema.Evaluate(JsonSerializer.SerializeToElement(contracts[0])).IsValid);
    }
}
