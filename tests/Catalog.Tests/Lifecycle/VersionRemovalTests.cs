using System.Net;
using MeshStarter.Catalog.Domains;
using MeshStarter.Catalog.Tests.Iceberg;
using MeshStarter.Catalog.Tests.SchemaRegistry;
using Npgsql;

namespace MeshStarter.Catalog.Tests.Lifecycle;

[Collection(CatalogCollection.Name)]
public sealed class VersionRemovalTests(CatalogFixture catalog)
{
    private const string Row = """{"order_id":"00000000-0000-0000-0000-000000000001"}""";
    private const string OtherColumns = "- { name: order_id, type: UUID, required: true, description: d }";

    [SkippableFact]
    public async Task Version_without_rows_and_readers_is_dropped_and_the_one_before_is_the_plain_name_again()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.RegisterAsync(product with { Version = "2.0.0", Columns = OtherColumns });
        Assert.Equal("2.0.0", await DefaultAsync(product));

        using var owner = new IcebergCaller(catalog, catalog.Service(product.Domain));
        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(product.Domain, "orders_v2")).Status);

        Assert.Equal(HttpStatusCode.Forbidden, (await DropAsync(product, 2, catalog.Analyst())).Status);
        Assert.Single(Files(Path.Combine(catalog.Buckets, product.Domain)));
        Assert.Equal((HttpStatusCode.NoContent, null), await DropAsync(product, 2, catalog.Owner(product.Domain)));

        Assert.Empty(Files(Path.Combine(catalog.Buckets, product.Domain)));
        Assert.Equal("NoSuchTableException", (await owner.GetAsync($"mesh/namespaces/{product.Domain}/tables/orders_v2")).ErrorType);
        Assert.Equal("1.0.0", await DefaultAsync(product));
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{product.Name}@2", catalog.Owner(product.Domain))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await DropAsync(product, 2, catalog.Owner(product.Domain))).Status);
        // The number is free again, for other columns too.
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product with { Version = "2.0.0" })).Status);
    }

    [SkippableFact]
    public async Task Schema_of_a_dropped_product_is_gone_and_does_not_bind_the_next_one()
    {
        var product = new TestProduct { Classification = "restricted", SchemaEvolution = "full" };
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        var owner = catalog.Owner(product.Domain);
        var subject = $"{product.Name}_v1-value";
        var id = (await catalog.RegistryGetAsync($"/subjects/{subject}/versions/1", owner)).Body!["id"]!.GetValue<int>();

        Assert.Equal(HttpStatusCode.NoContent, (await DropAsync(product, 1, owner)).Status);

        foreach (var path in (string[])[$"/schemas/ids/{id}", $"/subjects/{subject}/versions?deleted=true", $"/config/{subject}"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await catalog.RegistryGetAsync(path, owner)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product with { Columns = "- { name: order_id, type: BIGINT, required: true, description: d }" })).Status);
        Assert.Equal("[1]", (await catalog.RegistryGetAsync($"/subjects/{subject}/versions", owner)).Body!.ToJsonString());
    }

    [SkippableFact]
    public async Task Schema_of_a_dropped_product_that_another_one_uses_stays_for_that_one_alone()
    {
        var product = new TestProduct { Classification = "restricted", SchemaEvolution = "full" };
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);
        var owner = catalog.Owner(product.Domain);
        var (subject, user) = ($"{product.Name}_v1-value", $"{product.Domain}.basket");
        var used = (await catalog.RegistryGetAsync($"/subjects/{subject}/versions/1", owner)).Body!["id"]!.GetValue<int>();
        var schema = $$"""{"type":"record","name":"Basket","fields":[{"name":"order","type":"{{product.Name}}"}]}""";
        await catalog.SchemaAsync(user, schema, owner, $$"""[{"name":"{{product.Name}}","subject":"{{subject}}","version":1}]""");

        Assert.Equal(HttpStatusCode.NoContent, (await DropAsync(product, 1, owner)).Status);

        foreach (var token in (string[])[owner, catalog.Analyst(), catalog.Administrator()])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await catalog.RegistryGetAsync($"/schemas/ids/{used}", token)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await catalog.RegistryGetAsync($"/subjects/{subject}/versions/1?deleted=true", token)).Status);
            Assert.Equal($"""["{user}"]""", (await catalog.RegistryGetAsync($"/subjects?deleted=true&subjectPrefix={product.Domain}", token)).Body!.ToJsonString());
        }

        Assert.Equal(HttpStatusCode.OK, (await catalog.RegistryAsync(HttpMethod.Post, $"/compatibility/subjects/{user}/versions", owner, RegistryCall.Request("""{"type":"record","name":"Basket","fields":[]}"""))).Status);
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product with { Columns = "- { name: order_id, type: BIGINT, required: true, description: d }" })).Status);
        Assert.Equal("[2]", (await catalog.RegistryGetAsync($"/subjects/{subject}/versions", owner)).Body!.ToJsonString());
    }

    [SkippableFact]
    public async Task Failure_of_a_source_goes_with_its_version()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.FailAsync(product.Name, TimeProvider.System.GetUtcNow(), "source_failures");
        Assert.Equal(1, await catalog.CountAsync("source_failures", product));

        Assert.Equal(HttpStatusCode.NoContent, (await DropAsync(product, 1, catalog.Owner(product.Domain))).Status);

        Assert.Equal(0, await catalog.CountAsync("source_failures", product));
    }

    [SkippableFact]
    public async Task Version_with_rows_is_not_dropped()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.PublishAsync(product, [Row]);

        var (status, problem) = await DropAsync(product, 1, catalog.Owner(product.Domain));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal($"{product.Name}@1: it has 1 rows. Delete them in the domain, or set its end with its retirement.", problem);
        Assert.Equal("1.0.0", await DefaultAsync(product));
    }

    [SkippableFact]
    public async Task Version_with_a_consumer_is_not_dropped()
    {
        var product = await catalog.RegisteredAsync();
        await catalog.SubscribeAsync(product.Name, catalog.Analyst());

        var (status, problem) = await DropAsync(product, 1, catalog.Owner(product.Domain));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, $"{product.Name}@1: it is read by analyst. Set its end with its retirement, which gives them notice."), (status, problem));
    }

    [SkippableFact]
    public async Task Domain_whose_folder_is_gone_is_removed_and_its_tables_only_with_rows()
    {
        var (gone, other) = (await catalog.RegisteredAsync(), await catalog.RegisteredAsync());
        await catalog.PublishAsync(gone, [Row]);
        using var owner = new IcebergCaller(catalog, catalog.Owner(gone.Domain));
        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", $"mesh/namespaces/{gone.Domain}/properties", """{"updates":{"a":"b"}}""")).Status);
        var bucket = Path.Combine(catalog.Buckets, gone.Domain);
        var files = Files(bucket);
        Assert.NotEmpty(files);

        var early = await RemoveAsync(gone, "");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.Status);
        Assert.Equal($"domain: \"{gone.Domain}\" is not removed. The last start of the mesh found its folder. Take the folder away, start the mesh, and remove the domain then.", early.Detail);
        await OrphanAsync(gone, other);
        Assert.Equal(HttpStatusCode.Forbidden, (await catalog.SendAsync(HttpMethod.Delete, $"/domains/{gone.Domain}", catalog.Owner(other.Domain))).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await RemoveAsync(gone, "")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{gone.Name}", catalog.Administrator())).Status);
        Assert.DoesNotContain((await catalog.GetAsync("/domains", catalog.Administrator())).Body["items"]!.AsArray(), item => item!["domain"]!.GetValue<string>() == gone.Domain);
        Assert.Equal(files, Files(bucket));

        // Its rows are there when it comes back.
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(gone)).Status);
        Assert.Equal("1", (await owner.GetAsync($"mesh/namespaces/{gone.Domain}/tables/orders_v1")).Metadata["snapshots"]![0]!["summary"]!["total-records"]!.GetValue<string>());

        // No state of the table names it any more: maintenance would have deleted it the next day.
        await File.WriteAllTextAsync(Path.Combine(bucket, "orders_v1", "data", "replaced.parquet"), "PAR1");
        Assert.Equal(HttpStatusCode.NoContent, (await RemoveAsync(gone, "?rows=true")).Status);
        Assert.Empty(Files(bucket));
        Assert.Equal(HttpStatusCode.NotFound, (await RemoveAsync(gone, "?rows=true")).Status);
        Assert.Equal("1.0.0", await DefaultAsync(other));
    }

    [SkippableFact]
    public async Task Tables_that_a_removed_domain_left_are_its_own_still_and_its_products_are_for_no_caller()
    {
        var (gone, other) = (await catalog.RegisteredAsync(), await catalog.RegisteredAsync());
        await catalog.PublishAsync(gone, [Row]);
        var space = $"mesh/namespaces/{gone.Domain}";
        using var owner = new IcebergCaller(catalog, catalog.Owner(gone.Domain));
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(gone.Domain, "notes")).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", $"{space}/properties", """{"updates":{"a":"b"}}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await administrator.SendAsync("POST", "mesh/namespaces", $$"""{"namespace":["{{gone.Domain}}","nested"]}""")).Status);
        var before = await owner.GetAsync($"{space}/tables/orders_v1");
        await OrphanAsync(gone, other);

        Assert.Equal(HttpStatusCode.NoContent, (await RemoveAsync(gone, "")).Status);

        foreach (var (caller, table) in new[] { (administrator, "orders_v1"), (administrator, "notes"), (analyst, "orders_v1"), (analyst, "notes"), (owner, "orders_v1") })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await caller.SendAsync("HEAD", $"{space}/tables/{table}")).Status);
            Assert.Equal("NoSuchTableException", (await caller.SendAsync("GET", $"{space}/tables/{table}", body: null, ("X-Iceberg-Access-Delegation", "vended-credentials"))).ErrorType);
            Assert.Equal("NoSuchTableException", (await caller.GetAsync($"{space}/tables/{table}/credentials")).ErrorType);
            Assert.Equal("NoSuchTableException", (await caller.CommitAsync(gone.Domain, table, """{"action":"set-properties","updates":{"a":"b"}}""")).ErrorType);
            Assert.Equal("NoSuchTableException", (await caller.SendAsync("DELETE", $"{space}/tables/{table}?purgeRequested=true")).ErrorType);
            Assert.Equal("NoSuchTableException", (await caller.SendAsync("POST", "mesh/tables/rename", $$$"""{"source":{"namespace":["{{{gone.Domain}}}"],"name":"{{{table}}}"},"destination":{"namespace":["{{{gone.Domain}}}"],"name":"taken"}}""")).ErrorType);
            Assert.NotEqual(HttpStatusCode.OK, (await caller.SendAsync("POST", $"{space}/register", $$"""{"name":"{{table}}","metadata-location":"{{before.MetadataLocation}}","overwrite":true}""")).Status);
        }

        Assert.Equal("NoSuchNamespaceException", (await administrator.GetAsync($"{space}/tables")).ErrorType);
        Assert.Equal("notes", Assert.Single((await owner.GetAsync($"{space}/tables")).Body["identifiers"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"{space}/tables/notes")).Status);
        // With a namespace of the platform's of its name its tables would be the platform's.
        Assert.Equal("AlreadyExistsException", (await administrator.SendAsync("POST", "mesh/namespaces", $$"""{"namespace":["{{gone.Domain}}"]}""")).ErrorType);
        var change = await owner.SendAsync("POST", $"{space}/properties", """{"updates":{"a":"b"}}""");
        Assert.Equal((HttpStatusCode.Forbidden, $"{gone.Domain} has no products any more: its properties can be set when the domain registers one."), (change.Status, change.Body["error"]!["message"]!.GetValue<string>()));

        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(gone)).Status);
        Assert.Equal(before.MetadataLocation, (await owner.GetAsync($"{space}/tables/orders_v1")).MetadataLocation);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"{space}/tables/notes")).Status);
    }

    [SkippableFact]
    public async Task Domain_with_a_table_that_cannot_be_read_is_removed_with_its_rows()
    {
        var (gone, other) = (await catalog.RegisteredAsync(), await catalog.RegisteredAsync());
        await catalog.PublishAsync(gone, [Row]);
        foreach (var file in Files(Path.Combine(catalog.Buckets, gone.Domain)).Where(file => file.EndsWith(".metadata.json", StringComparison.Ordinal)))
        {
            File.Delete(file);
        }

        await OrphanAsync(gone, other);
        // One that does not remember the table.
        await using var fresh = await catalog.AnotherAsync(domains: other.Domain);

        var (status, _) = await fresh.SendAsync(HttpMethod.Delete, $"/domains/{gone.Domain}?rows=true", catalog.Administrator());

        Assert.Equal(HttpStatusCode.NoContent, status);
        Assert.Empty(Files(Path.Combine(catalog.Buckets, gone.Domain)));
        Assert.Equal(HttpStatusCode.NotFound, (await RemoveAsync(gone, "?rows=true")).Status);
    }

    [SkippableFact]
    public async Task Domain_is_removed_with_its_rows_also_where_a_commit_comes_in_between()
    {
        var (gone, other) = (await catalog.RegisteredAsync(), await catalog.RegisteredAsync());
        using var owner = new IcebergCaller(catalog, catalog.Owner(gone.Domain));
        var first = await owner.CreateAsync(gone.Domain, "notes");
        Assert.Equal(HttpStatusCode.OK, (await owner.CommitAsync(gone.Domain, "notes", """{"action":"set-properties","updates":{"a":"b"}}""")).Status);
        await OrphanAsync(gone, other);
        await using var held = await HeldRow.OfAsync(catalog, gone.Domain, "notes");

        var removed = RemoveAsync(gone, "?rows=true");
        await held.WaitForAsync(removed);
        await held.SetAsync(first.MetadataLocation);
        await held.ReleaseAsync();

        Assert.Equal((HttpStatusCode.NoContent, null), await removed);
        Assert.Empty(Files(Path.Combine(catalog.Buckets, gone.Domain)));
    }

    // What two starts of the mesh do, of which the second does not find the domain any more.
    private async Task OrphanAsync(TestProduct gone, TestProduct other)
    {
        await using var database = NpgsqlDataSource.Create(catalog.Database);
        var domains = new DomainStore(database, TimeProvider.System);
        await domains.BeginAsync([gone.Domain, other.Domain], CancellationToken.None);
        await domains.BeginAsync([other.Domain], CancellationToken.None);
    }

    private async Task<string> DefaultAsync(TestProduct product) => (await catalog.GetAsync($"/products/{product.Name}", catalog.Owner(product.Domain))).Body["version"]!.GetValue<string>();

    private async Task<(HttpStatusCode Status, string? Detail)> DropAsync(TestProduct product, int major, string token) =>
        await catalog.SendAsync(HttpMethod.Delete, $"/products/{product.Name}/majors/{major}", token) is var (status, body) ? (status, body["detail"]?.GetValue<string>()) : default;

    private async Task<(HttpStatusCode Status, string? Detail)> RemoveAsync(TestProduct product, string query) =>
        await catalog.SendAsync(HttpMethod.Delete, $"/domains/{product.Domain}{query}", catalog.Administrator()) is var (status, body) ? (status, body["detail"]?.GetValue<string>()) : default;

    private static IReadOnlyList<string> Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
