using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Dapper;
using MeshStarter.Catalog.Domains;
using MeshStarter.Catalog.Tests.Iceberg;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Products.Database;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Replicas;

/// <summary>Two processes of the catalog on one database are one catalog to their callers.</summary>
[Collection(CatalogCollection.Name)]
public sealed class ReplicaTests(CatalogFixture catalog, ReplicaTests.SharedPair shared) : IClassFixture<ReplicaTests.SharedPair>
{
    private readonly TestProduct _product = new();

    [SkippableFact]
    public async Task Both_give_the_same_answers_to_what_was_written_at_either()
    {
        catalog.Require();
        var pair = await shared.StartedAsync();
        await RegisterAsync(pair);
        using var writer = new IcebergCaller(catalog, catalog.Service(_product.Domain), pair.Both.Address);
        await writer.CreateAsync(_product.Domain, "orders_v1");
        await writer.AppendAsync(_product.Domain, "orders_v1", $"file://{catalog.Buckets}/{_product.Domain}/orders_v1/1.parquet", batch: "1");

        foreach (var path in new[]
        {
            $"products/{_product.Name}", $"products?domain={_product.Domain}", $"products?q=orders&domain={_product.Domain}", $"products/details?name={_product.Name}",
            $"products/{_product.Name}/majors", $"products/{_product.Name}/quality", $"products/{_product.Name}/storage", $"domains", $"schema-registry/subjects",
            $"iceberg/v1/mesh/namespaces/{_product.Domain}/tables", $"iceberg/v1/mesh/namespaces/{_product.Domain}/tables/orders_v1",
        })
        {
            var answers = await Task.WhenAll(AnswerAsync(pair.First, path), AnswerAsync(pair.Second, path));
            Assert.Equal(HttpStatusCode.OK, answers[0].Status);
            Assert.True(answers[0].Text.Length > 20, answers[0].Text);
            Assert.Equal(answers[0], answers[1]);
        }
    }

    [SkippableFact]
    public async Task Removed_version_has_no_table_at_the_other_either()
    {
        catalog.Require();
        var pair = await shared.StartedAsync();
        await RegisterAsync(pair);
        var space = $"iceberg/v1/mesh/namespaces/{_product.Domain}";
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await AnswerAsync(pair.First, space)).Status, (await AnswerAsync(pair.Second, space)).Status));

        using (var owner = Client(pair.First.Client.BaseAddress!, catalog.Owner(_product.Domain)))
        using (var dropped = await owner.DeleteAsync($"products/{_product.Name}/majors/1"))
        {
            Assert.Equal(HttpStatusCode.NoContent, dropped.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await AnswerAsync(pair.First, space)).Status);
        await Eventually.HoldsAsync(async () => (await AnswerAsync(pair.Second, space)).Status == HttpStatusCode.NotFound);
    }

    [SkippableFact]
    public async Task Request_under_one_key_that_comes_to_both_at_once_is_done_once_and_answered_twice()
    {
        catalog.Require();
        var pair = await shared.StartedAsync();
        await RegisterAsync(pair);
        using var first = new IcebergCaller(catalog, catalog.Owner(_product.Domain), pair.First.Client.BaseAddress);
        using var second = new IcebergCaller(catalog, catalog.Owner(_product.Domain), pair.Second.Client.BaseAddress);
        await first.CreateAsync(_product.Domain, "notes");
        // Each request makes the next schema of the table: done twice, its requirement fails.
        for (var round = 0; round < 20; round++)
        {
            var key = ("Idempotency-Key", Guid.CreateVersion7().ToString());
            var update = $$$"""{"action":"add-schema","schema":{"type":"struct","schema-id":0,"fields":[{"id":1,"name":"order_id","type":"uuid","required":true},{"id":2,"name":"customer_email","type":"string","required":false},{"id":{{{round + 3}}},"name":"c{{{round}}}","type":"string","required":false}]}},{"action":"set-current-schema","schema-id":-1}""";
            var requirement = $$$"""{"type":"assert-last-assigned-field-id","last-assigned-field-id":{{{round + 2}}}}""";

            var answers = await Task.WhenAll(
                first.CommitAsync(_product.Domain, "notes", update, requirement, key), second.CommitAsync(_product.Domain, "notes", update, requirement, key),
                first.CommitAsync(_product.Domain, "notes", update, requirement, key), second.CommitAsync(_product.Domain, "notes", update, requirement, key));

            Assert.All(answers, answer => Assert.Equal((round, HttpStatusCode.OK), (round, answer.Status)));
            Assert.Single(answers.Select(answer => answer.MetadataLocation).Distinct(StringComparer.Ordinal));
        }
    }

    [SkippableFact]
    public async Task Replica_killed_in_commits_costs_its_clients_a_retry_and_no_batch()
    {
        catalog.Require();
        var pair = await shared.StartedAsync();
        await using var killed = await catalog.AnotherProcessAsync(shared.Database);
        await using var both = await RoundRobin.StartAsync(pair.First.Client.BaseAddress!, killed.Client.BaseAddress!);
        await RegisterAsync(pair);
        var batches = new ConcurrentQueue<string>();
        using (var service = new IcebergCaller(catalog, catalog.Service(_product.Domain), both.Address))
        {
            await service.CreateAsync(_product.Domain, "orders_v1");
            var writers = Enumerable.Range(0, 6).Select(async writer =>
            {
                using var caller = new IcebergCaller(catalog, catalog.Service(_product.Domain), both.Address);
                for (var number = 0; number < 8; number++)
                {
                    await AppendAsync(caller, $"{writer}-{number}");
                    batches.Enqueue($"{writer}-{number}");
                }
            }).ToList();
            await Eventually.HoldsAsync(() => batches.Count >= 12);
            await killed.Process.KillAsync();
            await Task.WhenAll(writers);
        }

        using var reader = new IcebergCaller(catalog, catalog.Service(_product.Domain), pair.First.Client.BaseAddress);
        var table = (await reader.Tables.LoadAsync(new TableIdentifier([_product.Domain], "orders_v1"), CancellationToken.None))!.Metadata;
        Assert.Equal(batches.Order(StringComparer.Ordinal), table.Snapshots.Select(snapshot => snapshot.Summary["mesh.batch-id"]).Order(StringComparer.Ordinal));
        Assert.Equal("48", table.CurrentSnapshot!.Summary["total-records"]);
    }

    [SkippableFact]
    public async Task Recurring_work_that_is_due_is_taken_by_one_process()
    {
        catalog.Require();
        await using var database = NpgsqlDataSource.Create(catalog.Database);
        RecurringRuns[] processes = [.. Enumerable.Range(0, 8).Select(_ => new RecurringRuns(database, TimeProvider.System))];
        var work = Guid.NewGuid().ToString();
        for (var run = 0; run < 3; run++)
        {
            var taken = await Task.WhenAll(processes.Select(process => process.TakeAsync(work, TimeSpan.FromHours(1), CancellationToken.None)));

            Assert.Single(taken, isTaken => isTaken);
            await catalog.AgeRunAsync(work);
        }
    }

    [SkippableFact]
    public async Task Two_that_start_at_once_on_an_empty_database_migrate_it_once()
    {
        catalog.Require();
        await shared.StartedAsync();
        await using var database = new NpgsqlConnection(shared.Database);

        Assert.Equal(
            (1, typeof(Program).Assembly.GetManifestResourceNames().Count(name => name.EndsWith(".sql", StringComparison.Ordinal))),
            await database.QuerySingleAsync<(int, int)>("SELECT count(DISTINCT xmin::text)::int, count(*)::int FROM mesh_migrations"));
    }

    [SkippableFact]
    public async Task Domains_that_several_find_at_once_are_noted_by_one_after_another()
    {
        catalog.Require();
        await using var database = NpgsqlDataSource.Create(await catalog.MigratedDatabaseAsync());
        string[] domains = [.. Enumerable.Range(0, 500).Select(number => $"d{number}")];
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            {
                string[] found = [.. domains];
                Random.Shared.Shuffle(found);
                return new DomainStore(database, TimeProvider.System).BeginAsync(found, CancellationToken.None);
            }));
        }

        await using var command = database.CreateCommand("SELECT count(*)::int FROM domains WHERE is_owned AND orphaned_at IS NULL");
        Assert.Equal(domains.Length, await command.ExecuteScalarAsync());
    }

    private async Task RegisterAsync(CatalogPair pair)
    {
        using var both = Client(pair.Both.Address, catalog.Service(_product.Domain));
        using var registered = await both.PutAsJsonAsync($"products/{_product.Name}/versions/1.0.0", _product.Registration, MeshJson.Options);
        Assert.Equal(HttpStatusCode.OK, registered.StatusCode);
    }

    // As a service sends a batch again whose answer it did not get.
    private async Task AppendAsync(IcebergCaller caller, string batch)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                await caller.AppendAsync(_product.Domain, "orders_v1", $"file://{catalog.Buckets}/{_product.Domain}/orders_v1/{batch}.parquet", batch: batch);
                return;
            }
            catch (Exception failed) when (failed is HttpRequestException or IcebergException && !patience.IsCancellationRequested)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    private static HttpClient Client(Uri address, string token) => new() { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };

    private async Task<(HttpStatusCode Status, string? EntityTag, string Text)> AnswerAsync(RunningCatalog process, string path)
    {
        using var client = Client(process.Client.BaseAddress!, catalog.Service(_product.Domain));
        using var response = await client.GetAsync(path);
        return (response.StatusCode, response.Headers.ETag?.ToString(), await response.Content.ReadAsStringAsync());
    }

    /// <summary>Two catalogs that start at once on an empty database, for the tests that end neither.</summary>
    public sealed class SharedPair(CatalogFixture catalog) : IAsyncLifetime
    {
        private CatalogPair? _pair;

        /// <summary>The connection string of their database.</summary>
        internal string Database { get; private set; } = "";

        internal async Task<CatalogPair> StartedAsync()
        {
            if (_pair is null)
            {
                (_pair, Database) = await catalog.PairOnAsync();
            }

            return _pair;
        }

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync() => await (_pair?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
