using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.Governance.Tests.Access;
using Xunit.Abstractions;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>A dry run over 1,000 products and 10,000 recorded queries. The goal is 10 seconds.</summary>
public sealed class DryRunScaleTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Products = 1_000;
    private const int Queries = 10_000;

    private readonly CatalogFixture _fixture = new();

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Dry_run_of_a_large_mesh_looks_at_all_of_it()
    {
        await using var mesh = await ProposalMesh.StartAsync(_fixture);
        ColumnDefinition[] columns = [.. Enumerable.Range(0, 20).Select(number => CatalogFixture.Column($"column_{number}", number % 5 == 0 ? ["pii.email"] : []))];
        for (var i = 0; i < Products; i++)
        {
            _fixture.Catalog.Register($"domain{i % 20}.product{i}", (Classification)(i % 3), "1.0.0", columns);
        }

        _fixture.Catalog.Uses = new CatalogUses(
            DateTimeOffset.UnixEpoch,
            Queries,
            [.. Enumerable.Range(0, Products).Select(i => new SubscriptionUse(DataProductId.Parse($"domain{i % 20}.product{i}"), $"consumer{i % 50}", "analytics"))],
            [.. Enumerable.Range(0, Queries).Select(i => new QueryUse(DataProductId.Parse($"domain{i % Products % 20}.product{i % Products}"), $"reader{i % 100}", "analytics", [$"column_{i % 20}", "column_5"], 1))]);

        var proposal = await mesh.ProposeAsync("""
            reason: E-mail addresses are hidden from all
            add:
              - { id: emails-are-hidden, description: d, effect: mask, columns: { tags: [pii.email] }, mask: nullify, when: everyone }
            """);

        var run = proposal["dry_run"]!;
        output.WriteLine($"measured: {run["duration_ms"]} ms with {run["classes"]} classes, {run["refused_pairs"]} pairs");
        Assert.Equal((Products, Queries, Products), (run["products"]!.GetValue<int>(), run["queries"]!.GetValue<int>(), run["subscriptions"]!.GetValue<int>()));
        Assert.True(run["refused_pairs"]!.GetValue<long>() > Products);
        Assert.True(run["is_complete"]!.GetValue<bool>());
        Assert.Equal(1_000, (await mesh.GetAsync($"/proposals/{proposal["id"]}", "auditor"))["dry_run"]!["newly_refused"]!.AsArray().Count);
        Assert.Equal(22, proposal["seats"]!.AsArray().Count);
    }
}
