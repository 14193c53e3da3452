using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Contracts.Tests.Avro;

/// <summary>npm's avsc, which no one here wrote, says the same.</summary>
public sealed class AvscTests(AvscClient avsc) : IClassFixture<AvscClient>
{
    [SkippableFact]
    public async Task Verdicts_agree_for_every_pair()
    {
        Assert.True(CompatibilityCases.All.Count >= 60);
        var verdicts = await avsc.ReadsAsync(CompatibilityCases.All.Select(@case => (@case.Reader, @case.Writer)));
        Assert.Equal(
            CompatibilityCases.All.Select(@case => (@case.Name, Reads: @case.Reasons.Length == 0)),
            CompatibilityCases.All.Zip(verdicts, (@case, reads) => (@case.Name, Reads: reads)));
    }

    [SkippableFact]
    public async Task Schemas_of_products_are_schemas_there_too()
    {
        var schemas = FsCheck.Fluent.Gen.Sample(Arbitraries.Descriptors, 100).Select(descriptor => AvroSchemas.FromDescriptor(descriptor).ToString()).ToList();
        Assert.DoesNotContain(false, await avsc.ParsesAsync(schemas));
    }

    [SkippableFact]
    public async Task Bodies_are_read_as_they_are_written()
    {
        var columns = RowSamples.Columns;
        var schema = AvroSchemas.FromColumns(DataProductId.Parse("orders.samples"), columns);
        var contract = new RowContract(columns);
        var bodies = RowSamples.Rows.Select(sample => AvroBody.Of(columns, contract.Check(JsonElement.Parse(sample.Row)).Row!)).ToList();

        var rewritten = await avsc.RewriteAsync(schema.ToString(), bodies);

        Assert.Equal(bodies, rewritten.Select(answer => answer.Body));
        Assert.Equal("käse 😀", rewritten[0].Row!["text"]!["string"]!.GetValue<string>());
        Assert.Equal(20_484, rewritten[0].Row!["day"]!["int"]!.GetValue<int>());
    }
}
