using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;

namespace MeshStarter.Catalog.Tests.Audit;

/// <summary>A change whose decision cannot be recorded is not made: the disk of a catalog's audit journal is full, another catalog has the same database.</summary>
[Collection(CatalogCollection.Name)]
public sealed class UnrecordedChangeTests(CatalogFixture catalog, UnrecordedChangeTests.FullCatalog full) : IClassFixture<UnrecordedChangeTests.FullCatalog>
{
    [SkippableFact]
    public async Task Registration_is_refused_and_registers_nothing()
    {
        TestProduct refused = new();
        await UntilRefusedAsync(_ =>
        {
            refused = new();
            return SendAsync(HttpMethod.Put, $"/products/{refused.Name}/versions/1.0.0", catalog.Service(refused.Domain), refused.Registration);
        });

        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{refused.Name}", catalog.Owner(refused.Domain))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.SendRawAsync(HttpMethod.Get, $"/schema-registry/subjects/{refused.Name}-value/versions", catalog.Owner(refused.Domain))).Status);
    }

    [SkippableFact]
    public async Task Retirement_is_refused_and_sets_no_end()
    {
        var product = await catalog.RegisteredAsync();
        var first = TimeProvider.System.GetUtcNow().AddDays(100);

        var made = await UntilRefusedAsync(count => SendAsync(
            HttpMethod.Post, $"/products/{product.Name}/majors/1/retirement", catalog.Owner(product.Domain), new RetirementRequest(first.AddDays(count))));

        var (_, versions) = await catalog.GetAsync($"/products/{product.Name}/majors", catalog.Owner(product.Domain));
        var end = versions["items"]!.AsArray().Single()!["retires_at"]?.GetValue<DateTimeOffset>();
        Assert.Equal(made == 0 ? null : first.AddDays(made - 1).ToUnixTimeMilliseconds(), end?.ToUnixTimeMilliseconds());
    }

    [SkippableFact]
    public async Task Subscription_is_refused_and_not_kept()
    {
        var product = await catalog.RegisteredAsync();

        var made = await UntilRefusedAsync(count => SendAsync(
            HttpMethod.Post, $"/products/{product.Name}/subscriptions", catalog.Service($"consumer{count}"), new SubscriptionRequest("Reports", Major: 1)));

        var (_, subscriptions) = await catalog.GetAsync($"/products/{product.Name}/subscriptions", catalog.Owner(product.Domain));
        Assert.Equal(made, subscriptions["items"]!.AsArray().Count);
    }

    [SkippableFact]
    public async Task Schema_is_refused_and_not_registered()
    {
        var domain = new TestProduct().Domain;

        var made = await UntilRefusedAsync(count => SendAsync(
            HttpMethod.Post, $"/schema-registry/subjects/{domain}.notes{count}/versions", catalog.Owner(domain), new { schema = $$"""{"type":"record","name":"N{{count}}","fields":[]}""" }));

        var (_, subjects) = await catalog.SendRawAsync(HttpMethod.Get, $"/schema-registry/subjects?subjectPrefix={domain}.", catalog.Owner(domain));
        Assert.Equal(made, subjects!.AsArray().Count);
    }

    /// <summary>Makes changes until one is refused: what is left of the disk's last page takes a few records.</summary>
    /// <returns>How many were made.</returns>
    private static async Task<int> UntilRefusedAsync(Func<int, Task<(HttpStatusCode Status, JsonNode? Body)>> change)
    {
        for (var made = 0; made < 1_000; made++)
        {
            var (status, body) = await change(made);
            if (status is not (HttpStatusCode.OK or HttpStatusCode.NoContent))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
                Assert.Contains("audit journal", body!.ToJsonString(), StringComparison.Ordinal);
                return made;
            }
        }

        throw new InvalidOperationException("The disk never was full.");
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, string token, object body)
    {
        using var content = JsonContent.Create(body, options: MeshJson.Options);
        return await (await full.StartedAsync()).SendAsync(method, path, token, content);
    }

    /// <summary>The catalog on whose disk is no room, for all tests.</summary>
    public sealed class FullCatalog(CatalogFixture catalog) : IAsyncLifetime
    {
        private SmallDisk? _disk;
        private RunningCatalog? _catalog;

        internal async Task<RunningCatalog> StartedAsync()
        {
            if (_catalog is null)
            {
                catalog.Require();
                _disk = SmallDisk.Mount(kibibytes: 256);
                _catalog = await catalog.AnotherAsync(audit: Path.Combine(_disk.Folder, "audit"));
                _disk.Fill();
            }

            return _catalog;
        }

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            await (_catalog?.DisposeAsync() ?? ValueTask.CompletedTask);
            _disk?.Dispose();
        }
    }
}
