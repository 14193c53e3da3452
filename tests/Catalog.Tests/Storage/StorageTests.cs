using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Catalog.Tests.Slo;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Storage;

namespace MeshStarter.Catalog.Tests.Storage;

[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class StorageTests(CatalogFixture catalog)
{
    private const string Columns = """
        - { name: order_id, type: BIGINT, required: true, description: Names the order }
          - { name: placed_at, type: TIMESTAMP, description: When it was placed }
        """;

    private readonly TestProduct _product = new() { Columns = Columns, Layout = "[ { column: placed_at, transform: month }, { column: order_id, transform: \"bucket[4]\" } ]", Retention = "{ keep: 400 days, by: placed_at }" };

    [SkippableFact]
    public async Task Table_s_own_words_say_how_a_product_is_stored_and_what_its_retention_removed()
    {
        await catalog.RegisterAsync(_product);
        await catalog.PublishAsync(
            _product,
            ["""{"order_id":1,"placed_at":"2017-01-31T00:00:00Z"}""", """{"order_id":2,"placed_at":"2017-02-01T00:00:00Z"}""", Row(3)],
            [Row(3), Row(4)]);
        await catalog.MaintainAsync(_product);

        var (status, body) = await catalog.GetAsync($"/products/{_product.Name}/storage", catalog.Owner(_product.Domain));

        Assert.Equal(HttpStatusCode.OK, status);
        var table = Assert.Single(body["items"]!.AsArray())!;
        Assert.Equal(($"{_product.Domain}.orders_v1", $"file://{catalog.Buckets}/{_product.Domain}/orders_v1"), (Text(table["table"]), Text(table["location"])));
        Assert.Equal("""[{"column":"placed_at","transform":"month"},{"column":"order_id","transform":"bucket[4]"}]""", table["partition_by"]!.ToJsonString());
        // The row that was replaced is in a file still, deleted.
        Assert.Equal((1L, 2L, 2L, 1L, "[]"), (Number(table["major"]), Number(table["format_version"]), Number(table["rows"]), Number(table["delete_files"]), table["sort_by"]!.ToJsonString()));
        Assert.InRange(Number(table["files"]), 2, 3);
        Assert.InRange(Number(table["bytes"]), 1_000, 10_000);
        Assert.Equal(3, Number(table["snapshots"]));
        Assert.True(Time(table["oldest_snapshot_at"]) <= Time(table["changed_at"]));
        var retention = table["retention"]!;
        Assert.Equal("""{"keep":"400 days","by":"placed_at"}""", retention["terms"]!.ToJsonString());
        Assert.Equal((2L, 2L, Time(retention["ran_at"])), (Number(retention["removed_rows"]), Number(retention["total_removed_rows"]), Time(retention["removed_at"])));
        Assert.InRange(TimeProvider.System.GetUtcNow() - Time(retention["cutoff"]), TimeSpan.FromDays(400), TimeSpan.FromDays(401.1));

        // The domain's service does not run.
        var store = Assert.Single(body["stores"]!.AsArray())!;
        Assert.Equal(("table", 2L, Time(retention["ran_at"]), false), (Text(store["store"]), Number(store["removed"]), Time(store["ran_at"]), body["is_complete"]!.GetValue<bool>()));
    }

    [SkippableFact]
    public async Task Product_without_a_table_has_none_and_one_that_may_not_be_known_is_not_there()
    {
        await catalog.RegisterAsync(_product);

        Assert.Empty((await catalog.GetAsync($"/products/{_product.Name}/storage", catalog.Analyst())).Body["items"]!.AsArray());
        var hidden = await catalog.RegisteredAsync(new TestProduct { Classification = "restricted" });
        Assert.Equal(HttpStatusCode.OK, (await catalog.GetAsync($"/products/{hidden.Name}/storage", catalog.Owner(hidden.Domain))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await catalog.GetAsync($"/products/{hidden.Name}/storage", catalog.Analyst())).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await catalog.GetAsync($"/products/{_product.Name}/storage", token: null)).Status);
    }

    [SkippableFact]
    public async Task Each_major_version_has_a_table_of_its_own()
    {
        await catalog.RegisterAsync(_product);
        await catalog.PublishAsync(_product, [Row(1)]);
        await catalog.MaintainAsync(_product);
        var next = _product with { Version = "2.0.0", Layout = "[]", Retention = "2 weeks" };
        await catalog.RegisterAsync(next);
        await catalog.PublishAsync(next, [Row(1), Row(2)]);
        await catalog.MaintainAsync(next);

        var tables = (await catalog.GetAsync($"/products/{_product.Name}/storage", catalog.Analyst())).Body["items"]!.AsArray();

        Assert.Equal(["2 2 0 {\"terms\":\"14 days\"", "1 1 2 {\"terms\":{\"keep\":\"400 days\",\"by\":\"placed_at\"}"], tables.Select(table =>
            $"{table!["major"]} {table["rows"]} {table["partition_by"]!.AsArray().Count} {table["retention"]!.ToJsonString().Split(",\"ran_at\"")[0]}"));
    }

    [SkippableFact]
    public async Task Table_whose_metadata_is_gone_or_damaged_hides_no_other_and_is_not_taken_for_an_empty_one()
    {
        var product = new TestProduct { Columns = Columns };
        foreach (var version in (string[])["1.0.0", "2.0.0", "3.0.0"])
        {
            await catalog.RegisterAsync(product with { Version = version });
            await catalog.PublishAsync(product with { Version = version }, [Row(1)]);
        }

        Directory.Delete(Metadata(1), recursive: true);
        foreach (var file in Directory.GetFiles(Metadata(2), "*.metadata.json"))
        {
            await File.WriteAllTextAsync(file, "{");
        }

        // It has read no table yet.
        await using var running = await catalog.AnotherAsync("damaged");
        running.Client.DefaultRequestHeaders.Authorization = new("Bearer", catalog.Owner(product.Domain));
        using var log = running.CaptureLog();

        var storage = JsonNode.Parse(await running.Client.GetStringAsync(new Uri($"/products/{product.Name}/storage", UriKind.Relative)))!;

        Assert.Equal((3L, false), (Number(Assert.Single(storage["items"]!.AsArray())!["major"]), storage["is_complete"]!.GetValue<bool>()));
        foreach (var major in (int[])[1, 2])
        {
            Assert.Single(log.Lines, line => line.Text.StartsWith($"The storage of {product.Name}@{major} is shown without its table: file://{Metadata(major)}/", StringComparison.Ordinal));
        }

        Assert.Equal($"The table of {product.Name}@1 cannot be read now. Try again in a moment; the operator finds the reason in the catalog's log.", await DropAsync(1, retryAfter: "2"));
        Assert.Equal($"The table of {product.Name}@2 cannot be read now. The operator finds the reason in the catalog's log.", await DropAsync(2, retryAfter: null));

        string Metadata(int major) => Path.Combine(catalog.Buckets, product.Domain, $"orders_v{major}", "metadata");

        async Task<string> DropAsync(int major, string? retryAfter)
        {
            using var drop = await running.Client.DeleteAsync(new Uri($"/products/{product.Name}/majors/{major}", UriKind.Relative));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, retryAfter), (drop.StatusCode, drop.Headers.RetryAfter?.ToString()));
            return Text(JsonNode.Parse(await drop.Content.ReadAsStringAsync())!["detail"]);
        }
    }

    [SkippableFact]
    public async Task Layout_is_part_of_what_the_catalog_returns_and_may_change_under_one_version()
    {
        await catalog.RegisterAsync(_product);
        var (status, _) = await catalog.RegisterAsync(_product with { Layout = "[ { column: placed_at, transform: year } ]" });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""[{"column":"placed_at","transform":"year"}]""", (await catalog.GetAsync($"/products/{_product.Name}", catalog.Analyst())).Body["partition_by"]!.ToJsonString());
    }

    [SkippableTheory]
    [InlineData("counted", "internal", false)]
    [InlineData("counted", "confidential", false)]
    [InlineData("closed", "internal", false)]
    [InlineData("requestable", "confidential", true)]
    public async Task Caller_from_whom_a_rule_keeps_rows_does_not_see_how_many_there_are(string domain, string classification, bool seesCounts)
    {
        var product = _product with { Domain = domain, Product = $"stored_{classification}", Classification = classification };
        await catalog.RegisterAsync(product);
        await catalog.PublishAsync(product, ["""{"order_id":1,"placed_at":"2017-01-31T00:00:00Z"}""", Row(2), Row(3)]);
        await catalog.MaintainAsync(product);
        async Task<string> CountsAsync(string token)
        {
            var (status, body) = await catalog.GetAsync($"/products/{product.Name}/storage", token);
            Assert.Equal(HttpStatusCode.OK, status);
            var (table, store) = (body["items"]![0]!, body["stores"]![0]!);
            return $"{table["rows"]} {table["retention"]!["removed_rows"]} {table["retention"]!["total_removed_rows"]} {store["removed"]} {store["total_removed"]} {table["files"] is not null} {table["bytes"] is not null} {table["delete_files"] is not null}";
        }

        Assert.Equal(seesCounts ? "2 1 1 1 1 True True True" : "     False False False", await CountsAsync(catalog.Analyst()));
        foreach (var token in (string[])[catalog.Owner(product.Domain), catalog.Service(product.Domain), catalog.Administrator()])
        {
            Assert.Equal("2 1 1 1 1 True True True", await CountsAsync(token));
        }
    }

    [SkippableTheory]
    [InlineData("internal", true)]
    [InlineData("confidential", false)]
    public async Task Last_event_that_is_gone_is_for_those_who_may_read(string classification, bool reads)
    {
        await using var domain = await HealthyDomain.StartAsync();
        var product = await catalog.RegisteredAsync(_product with { Classification = classification, ServedAt = domain.Address });
        domain.Products =
        [
            new ProductHealth
            {
                Product = DataProductId.Parse(product.Name),
                Major = 1,
                OpenPorts = [],
                IsFedByOutbox = true,
                Stores = [new StoreRetention(1, RetentionStore.Stream, new RetentionTerms(TimeSpan.FromDays(400))) { Removed = 3, TotalRemoved = 3, LastExpiredEventId = "3-c" }],
            },
        ];

        Assert.Equal($"3 {(reads ? "3-c" : "")}", await ExpiredAsync(catalog.Analyst()));
        Assert.Equal("3 3-c", await ExpiredAsync(catalog.Owner(product.Domain)));

        async Task<string> ExpiredAsync(string token)
        {
            // The catalog answers without a domain's service that is slow.
            var storage = await Eventually.GetAsync(async () => (await catalog.GetAsync($"/products/{product.Name}/storage", token)).Body is var body && body["is_complete"]!.GetValue<bool>() ? body : null);
            var stream = Assert.Single(storage["stores"]!.AsArray())!;
            return $"{stream["removed"]} {stream["last_expired_event_id"]}";
        }
    }

    private static string Row(int id) => $$"""{"order_id":{{id}},"placed_at":"{{TimeProvider.System.GetUtcNow().UtcDateTime:yyyy-MM-dd}}T00:00:00Z"}""";

    private static long Number(JsonNode? node) => node!.GetValue<long>();

    private static DateTimeOffset Time(JsonNode? node) => node!.GetValue<DateTimeOffset>();
}
