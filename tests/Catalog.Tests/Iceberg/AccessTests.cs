using System.Net;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Rest;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>No way around the contract, and no file in the raw for readers who may not see all of it.</summary>
[Collection(CatalogCollection.Name)]
public sealed class AccessTests(CatalogFixture catalog)
{
    private const string Open = """
        - { name: order_id, type: UUID, required: true, description: Names the order }
          - { name: city, type: STRING, description: Where it goes }
        """;

    private readonly TestProduct _product = new();

    private string Bucket => $"file://{catalog.Buckets}/{_product.Domain}";

    [SkippableFact]
    public async Task Product_s_table_is_made_by_its_own_service_alone_at_its_own_place()
    {
        await catalog.RegisterAsync(_product);
        using var service = new IcebergCaller(catalog, catalog.Service(_product.Domain));
        foreach (var token in (string[])[catalog.Owner(_product.Domain), catalog.Administrator(), catalog.Analyst(), catalog.Service("payments"), catalog.Platform("query")])
        {
            using var other = new IcebergCaller(catalog, token);
            Assert.Equal((HttpStatusCode.Forbidden, "ForbiddenException"), await other.CreateAsync(_product.Domain, "orders_v1") is var refused ? (refused.Status, refused.ErrorType) : default);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await service.CreateAsync(_product.Domain, "orders_v1", more: $",\"location\":\"{Bucket}/else\"")).Status);
        var made = await service.CreateAsync(_product.Domain, "orders_v1");

        Assert.Equal($"{Bucket}/orders_v1", made.Metadata["location"]!.GetValue<string>());
        Assert.Equal(made.MetadataLocation, (await service.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders")).MetadataLocation);
        Assert.Equal("""["orders_v1"]""", NamesIn(await service.GetAsync($"mesh/namespaces/{_product.Domain}/tables")));
    }

    [SkippableFact]
    public async Task Main_of_a_product_moves_for_its_own_service_alone_and_other_callers_are_refused()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        await service.AppendAsync(_product.Domain, "orders", $"{Bucket}/orders_v1/1.parquet");
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        var main = (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders_v1")).Metadata["current-snapshot-id"]!.GetValue<long>();

        foreach (var (token, update) in
            from token in (string[])[catalog.Owner(_product.Domain), catalog.Administrator(), catalog.Service("payments")]
            from update in (string[])
            [
                $$$"""{"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":{{{main}}}}""", """{"action":"remove-snapshot-ref","ref-name":"main"}""",
                """{"action":"set-properties","updates":{"a":"b"}}""", $$$"""{"action":"remove-snapshots","snapshot-ids":[{{{main}}}]}""", """{"action":"set-location","location":"file:///x"}""",
                $$$"""{"action":"add-schema","schema":{{{IcebergCaller.Schema}}}}""", """{"action":"set-current-schema","schema-id":0}""", """{"action":"upgrade-format-version","format-version":3}""",
            ]
            select (token, update))
        {
            using var caller = new IcebergCaller(catalog, token);
            var answer = await caller.CommitAsync(_product.Domain, "orders", update);
            Assert.Equal((HttpStatusCode.Forbidden, "ForbiddenException"), (answer.Status, answer.ErrorType));
            Assert.Contains("Emit to the product", answer.Message, StringComparison.Ordinal);
        }

        foreach (var (method, path, body) in ((string, string, string?)[])
            [
                ("DELETE", $"mesh/namespaces/{_product.Domain}/tables/orders", null), ("DELETE", $"mesh/namespaces/{_product.Domain}/tables/orders_v1?purgeRequested=true", null),
                ("POST", "mesh/tables/rename", $$$"""{"source":{"namespace":["{{{_product.Domain}}}"],"name":"orders_v1"},"destination":{"namespace":["{{{_product.Domain}}}"],"name":"x"}}"""),
                ("POST", $"mesh/namespaces/{_product.Domain}/register", $$$"""{"name":"orders_v1","metadata-location":"{{{Bucket}}}/x.metadata.json","overwrite":true}"""),
            ])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await owner.SendAsync(method, path, body)).Status);
        }

        Assert.Equal(main, (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders")).Metadata["current-snapshot-id"]!.GetValue<long>());
        await catalog.Policies.WaitForAsync(record => record is { Permit: false, Action: "operate" } && record.Product?.ToString() == _product.Name && record.Subject == $"{_product.Domain}-owner");
    }

    [SkippableFact]
    public async Task Owner_writes_another_branch_of_a_product()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        await service.AppendAsync(_product.Domain, "orders", $"{Bucket}/orders_v1/1.parquet");
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));

        var table = await owner.AppendAsync(_product.Domain, "orders", $"{Bucket}/orders_v1/2.parquet", branch: "audit");

        Assert.Equal(["audit", "main"], table.Metadata.References.Keys.Order());
        Assert.NotEqual(table.Metadata.Reference("audit")!.SnapshotId, table.Metadata.CurrentSnapshotId);
        await Assert.ThrowsAsync<IcebergForbiddenException>(() => owner.AppendAsync(_product.Domain, "orders", $"{Bucket}/orders_v1/3.parquet"));
    }

    [SkippableFact]
    public async Task Tag_names_what_main_had_and_nothing_else_and_outlives_the_log()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        var first = (await service.AppendAsync(_product.Domain, "orders", $"{Bucket}/orders_v1/1.parquet")).Metadata.CurrentSnapshotId!.Value;
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        var audit = (await owner.AppendAsync(_product.Domain, "orders", $"{Bucket}/orders_v1/2.parquet", branch: "audit")).Metadata.Reference("audit")!.SnapshotId;
        Task<IcebergCaller.Answer> TagAsync(IcebergCaller caller, string name, long id) =>
            caller.CommitAsync(_product.Domain, "orders", $$$"""{"action":"set-snapshot-ref","ref-name":"{{{name}}}","type":"tag","snapshot-id":{{{id}}}}""");

        Assert.Equal(HttpStatusCode.OK, (await TagAsync(owner, "good", first)).Status);
        // The branch's own name does not make its snapshot published either.
        foreach (var (caller, name) in ((IcebergCaller, string)[])[(owner, "bad"), (service, "bad"), (owner, "audit"), (service, "audit")])
        {
            var refused = await TagAsync(caller, name, audit);
            Assert.Equal((HttpStatusCode.Forbidden, "ForbiddenException"), (refused.Status, refused.ErrorType));
            Assert.Contains($"tag {name}", refused.Message, StringComparison.Ordinal);
        }

        // The log forgets the first state with the one after it; its tag does not.
        var second = (await service.AppendAsync(_product.Domain, "orders", $"{Bucket}/orders_v1/3.parquet")).Metadata.CurrentSnapshotId!.Value;
        await service.AppendAsync(_product.Domain, "orders", $"{Bucket}/orders_v1/4.parquet");
        var expired = await service.CommitAsync(_product.Domain, "orders", $$$"""{"action":"remove-snapshots","snapshot-ids":[{{{second}}}]}""");
        Assert.Single(expired.Metadata["snapshot-log"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await TagAsync(owner, "good_too", first)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await TagAsync(owner, "bad", audit)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await TagAsync(owner, "good", audit)).Status);
    }

    [SkippableFact]
    public async Task Names_of_products_tables_are_kept_for_products()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);

        Assert.Equal(HttpStatusCode.BadRequest, (await owner.CreateAsync(_product.Domain, "parcels_v1")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await owner.SendAsync("POST", "mesh/tables/rename", $$$"""{"source":{"namespace":["{{{_product.Domain}}}"],"name":"notes"},"destination":{"namespace":["{{{_product.Domain}}}"],"name":"parcels_v1"}}""")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.CreateAsync(_product.Domain, "orders")).Status);
    }

    [SkippableFact]
    public async Task Files_with_masked_columns_are_refused_by_the_rule_s_name()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        using var proxy = new IcebergCaller(catalog, catalog.Platform("query"));

        var refused = await analyst.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders_v1");

        Assert.Equal((HttpStatusCode.Forbidden, "ForbiddenException"), (refused.Status, refused.ErrorType));
        Assert.Contains("personal-data-is-masked", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await analyst.SendAsync("HEAD", $"mesh/namespaces/{_product.Domain}/tables/orders_v1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders_v1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await proxy.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders_v1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders_v1")).Status);
        await catalog.Policies.WaitForAsync(record => record is { Permit: false, Action: "read_raw", Subject: "analyst" } && record.Product?.ToString() == _product.Name);
    }

    [SkippableFact]
    public async Task Query_proxy_learns_the_product_s_revision_with_its_table()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        using var owner = new IcebergCaller(catalog, catalog.Owner(_product.Domain));
        using var proxy = new IcebergCaller(catalog, catalog.Platform("query"));
        var tables = proxy.Tables;
        using var http = new HttpClient { BaseAddress = catalog.Address, DefaultRequestHeaders = { Authorization = new("Bearer", catalog.Platform("query")) } };

        var first = await RevisionAsync(tables);
        // The second answer is that the table has not changed.
        Assert.Equal(first, await RevisionAsync(tables));
        Assert.Equal(first, await ProductRevisionAsync());
        Assert.Null(await RevisionAsync(owner.Tables));

        await catalog.RegisterAsync(_product with { Version = "1.1.0" });

        Assert.NotEqual(first, await RevisionAsync(tables));
        Assert.Equal(await ProductRevisionAsync(), await RevisionAsync(tables));

        async Task<string?> RevisionAsync(RestTableCatalog from)
        {
            string? revision = null;
            Assert.NotNull(await from.LoadAsync(
                new TableIdentifier([_product.Domain], "orders_v1"), headers => revision = ProductRevision.Read(headers), CancellationToken.None));
            return revision;
        }

        async Task<string> ProductRevisionAsync()
        {
            using var response = await http.GetAsync(new Uri($"products/{_product.Name}", UriKind.Relative));
            return ProductRevision.Read(response.EnsureSuccessStatusCode().Headers)!;
        }
    }

    [SkippableFact]
    public async Task Column_that_was_dropped_still_keeps_the_files_of_before()
    {
        using var service = await catalog.ServiceWithTableAsync(_product);
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        await catalog.RegisterAsync(_product with { Version = "2.0.0", Columns = Open });
        var dropped = await service.CommitAsync(
            _product.Domain, "orders_v1", """{"action":"add-schema","schema":{"type":"struct","fields":[{"id":1,"name":"order_id","type":"uuid","required":true}]}},{"action":"set-current-schema","schema-id":-1}""");
        Assert.Single(dropped.Metadata["schemas"]![1]!["fields"]!.AsArray());

        var refused = await analyst.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders_v1");

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("customer_email", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Open_product_is_loaded_by_all_until_it_has_a_column_that_no_contract_declares()
    {
        await catalog.RegisterAsync(_product with { Columns = Open });
        using var service = new IcebergCaller(catalog, catalog.Service(_product.Domain));
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        await service.CreateAsync(_product.Domain, "orders_v1", """{"type":"struct","fields":[{"id":1,"name":"order_id","type":"uuid","required":true},{"id":2,"name":"city","type":"string","required":false}]}""");
        Assert.Equal(HttpStatusCode.OK, (await analyst.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders")).Status);

        await service.CommitAsync(_product.Domain, "orders_v1", """{"action":"add-schema","schema":{"type":"struct","fields":[{"id":1,"name":"order_id","type":"uuid","required":true},{"id":2,"name":"city","type":"string","required":false},{"id":3,"name":"surprise","type":"string","required":false}]}}""");

        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.GetAsync($"mesh/namespaces/{_product.Domain}/tables/orders")).Status);
    }

    [SkippableFact]
    public async Task Files_keep_the_strictest_classification_of_the_versions_before()
    {
        var secret = _product with { Classification = "confidential", Columns = Open };
        await catalog.RegisterAsync(secret);
        using var service = new IcebergCaller(catalog, catalog.Service(_product.Domain));
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        const string Columns = """{"type":"struct","fields":[{"id":1,"name":"order_id","type":"uuid","required":true},{"id":2,"name":"city","type":"string","required":false}]}""";
        await service.CreateAsync(_product.Domain, "orders_v1", Columns);
        async Task<HttpStatusCode> LoadAsync(string table) => (await analyst.GetAsync($"mesh/namespaces/{_product.Domain}/tables/{table}")).Status;
        Assert.Equal(HttpStatusCode.Forbidden, await LoadAsync("orders_v1"));

        await catalog.RegisterAsync(secret with { Version = "1.1.0", Classification = "internal" });
        await catalog.RegisterAsync(secret with { Version = "2.0.0", Classification = "internal" });
        await service.CreateAsync(_product.Domain, "orders_v2", Columns);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (await LoadAsync("orders_v1"), await LoadAsync("orders_v2")));
    }

    [SkippableFact]
    public async Task Tables_that_are_no_products_are_for_the_people_of_their_domain()
    {
        using var owner = await catalog.OwnerOfNotesAsync(_product);

        foreach (var token in (string[])[catalog.Analyst(), catalog.Owner("payments"), catalog.Administrator(), catalog.Platform("query")])
        {
            using var other = new IcebergCaller(catalog, token);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"mesh/namespaces/{_product.Domain}/tables/notes")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await other.CommitAsync(_product.Domain, "notes", "")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await other.SendAsync("DELETE", $"mesh/namespaces/{_product.Domain}/tables/notes")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await other.CreateAsync(_product.Domain, "more")).Status);
            Assert.Equal("[]", NamesIn(await other.GetAsync($"mesh/namespaces/{_product.Domain}/tables")));
        }
    }

    private static string NamesIn(IcebergCaller.Answer answer) =>
        System.Text.Json.JsonSerializer.Serialize(answer.Body["identifiers"]!.AsArray().Select(table => table!["name"]!.GetValue<string>()));
}
