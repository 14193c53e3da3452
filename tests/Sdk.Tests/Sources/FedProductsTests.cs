using System.Reflection;
using System.Text;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Sources;

namespace MeshStarter.Sdk.Tests.Sources;

/// <summary>A failing handler puts the products at risk whose rows it makes, and no other.</summary>
public sealed class FedProductsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly ProductMajorVersion Scans = new(DataProductId.Parse("shipping.scans"), 1);

    [SkippableTheory]
    [InlineData("emits: ; counts: pipeline", "", "emits")]
    [InlineData("emits: shipping.scans; counts: pipeline shipping.scans", "", "emits")]
    [InlineData("emits: ; counts: pipeline shipping.scans", "emits", "emits")]
    [InlineData("emits: ; other: ; counts: pipeline", "other", "emits")]
    [InlineData("other: ; counts: pipeline", "other", "")]
    [InlineData("counts: pipeline shipping.scans; totals: pipeline shipping.parcels", "", "")]
    [InlineData("emits: ; counts: pipeline", "emits", "emits", true)]
    public async Task Failing_handler_puts_no_product_at_risk_that_a_pipeline_computes(string products, string recorded, string expected, bool isSimulator = false)
    {
        await using var database = await MeshDatabase.CreateAsync(postgres);
        var uncommitted = new UncommittedEmits(database.Source, TimeProvider.System);
        var failures = new SourceFailures(uncommitted);
        var own = OwnProducts.Read(new EmbeddingAssembly(products), "desk");
        if (recorded.Length > 0)
        {
            await database.ExecuteAsync($"INSERT INTO mesh.product_inputs (product, input) VALUES ('desk.{recorded}_v1', '{(recorded == "other" ? "shipping.parcels_v1" : Scans)}')");
        }

        failures.Note(new SourceFailure("Scanner", isSimulator ? null : Scans, DateTimeOffset.UnixEpoch, SourceFailures.LastingTries, At: null, "InvalidOperationException", "not today"));

        var failing = await new FailingProducts(own, failures, uncommitted, database.Source).FindAsync(CancellationToken.None);
        Assert.Equal(expected.Length == 0 ? [] : [$"desk.{expected}@1"], failing.Keys.Select(product => product.Reference.ToString()));
    }

    /// <summary>The assembly of a domain with products, each as its name, whether a pipeline computes it, and its inputs.</summary>
    private sealed class EmbeddingAssembly(string products) : Assembly
    {
        private readonly Dictionary<string, string> _files = products.Split(';', StringSplitOptions.TrimEntries).Select(product => product.Split(':', 2)).SelectMany(Files).ToDictionary();

        public override string[] GetManifestResourceNames() => [.. _files.Keys];

        public override Stream? GetManifestResourceStream(string name) => _files.TryGetValue(name, out var text) ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : null;

        public override ManifestResourceInfo? GetManifestResourceInfo(string name) => _files.ContainsKey(name) ? new ManifestResourceInfo(this, name, ResourceLocation.Embedded) : null;

        private static IEnumerable<KeyValuePair<string, string>> Files(string[] product)
        {
            var (inputs, hasPipeline) = (product[1].Trim(), product[1].Contains("pipeline", StringComparison.Ordinal));
            inputs = inputs.Replace("pipeline", "", StringComparison.Ordinal).Trim();
            yield return new($"Products/{product[0]}/data-product.yaml", $$"""
                name: desk.{{product[0]}}
                {{(inputs.Length == 0 ? "" : $"kind: aggregate\ninputs: [{inputs}]")}}
                owner: desk@example.org
                description: d
                schema:
                  - { name: id, type: INTEGER, required: true, description: d }
                quality: { freshness_sla: "5 minutes" }
                access: { classification: internal }
                ports: [table]
                """);
            if (hasPipeline)
            {
                yield return new($"Products/{product[0]}/pipeline.yaml", "run: on_inputs\n");
            }
        }
    }
}
