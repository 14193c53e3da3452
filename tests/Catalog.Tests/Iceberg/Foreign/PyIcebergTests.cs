using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Iceberg.Foreign;

[Collection(CatalogCollection.Name)]
public sealed class PyIcebergTests(CatalogFixture catalog, PyIcebergClient client) : IClassFixture<PyIcebergClient>
{
    private const string Open = """
        - { name: order_id, type: BIGINT, required: true, description: Names the order }
          - { name: city, type: STRING, description: Where it goes }
        """;

    private readonly TestProduct _product = new();

    [SkippableFact]
    public async Task Table_of_an_owner_lives_its_whole_life()
    {
        var seen = await AsOwnerAsync("own_table");

        Assert.Contains(seen["namespaces"]!.AsArray(), space => space!.ToJsonString() == $"[\"{_product.Domain}\"]");
        Assert.Equal("[1,2,3,4,5]", seen["appended"]!.ToJsonString());
        Assert.Equal("[1,2,3]", seen["travelled"]!.ToJsonString());
        Assert.Equal("[2,3,4,5]", seen["deleted"]!.ToJsonString());
        Assert.Equal("[2,3,4,5,20,30]", seen["overwritten"]!.ToJsonString());
        Assert.Equal("""["id","amount","at","state","note"]""", seen["columns"]!.ToJsonString());
        Assert.Equal((3, 4), (seen["tagged"]!.GetValue<int>(), seen["branched"]!.GetValue<int>()));
        Assert.Equal("""["main","trial","v1"]""", seen["inspected"]![1]!.ToJsonString());
        Assert.Equal("true,true", $"{seen["inspected"]![2]},{seen["inspected"]![3]}");
        Assert.Equal("""{"x":"y"}""", seen["properties"]!.ToJsonString());
        Assert.Equal($"[[\"{_product.Domain}\",\"events\"]]", seen["listed"]!.ToJsonString());
        Assert.True(seen["purged"]!.GetValue<bool>());
    }

    [SkippableFact]
    public async Task Table_is_made_with_its_first_rows_and_renamed()
    {
        var seen = await AsOwnerAsync("made_with_data");

        Assert.Equal("""{"rows":[1,2],"old":false}""", seen.ToJsonString());
    }

    [SkippableFact]
    public async Task Partitioned_table_changes_its_spec()
    {
        var seen = await AsOwnerAsync("partitioned");

        Assert.Equal("""{"partitions":3,"odd":[1,3,9],"specs":[0,1]}""", seen.ToJsonString());
    }

    [SkippableFact]
    public async Task Files_of_others_are_added_from_the_bucket_and_from_nowhere_else()
    {
        var outside = Path.GetTempFileName();

        var seen = await AsOwnerAsync("added_files", new JsonObject { ["outside"] = outside });

        File.Delete(outside);
        Assert.Equal("[5,6]", seen["rows"]!.ToJsonString());
        Assert.StartsWith("BadRequestError", seen["refused"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(outside, seen["refused"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Writer_that_was_late_tries_again_and_both_are_in()
    {
        var seen = await AsOwnerAsync("two_writers");

        Assert.Equal("""{"rows":[1,2]}""", seen.ToJsonString());
    }

    [SkippableFact]
    public async Task Open_product_is_read_by_everyone_under_its_plain_name()
    {
        await PublishAsync(_product with { Columns = Open });

        var seen = await RunAsync("read", catalog.Analyst(), new JsonObject { ["table"] = "orders", ["warehouse"] = "mesh" });

        Assert.Equal("""{"rows":2,"travelled":1,"filtered":["c2"],"files":2}""", seen.ToJsonString());
    }

    [SkippableTheory]
    [InlineData(false, """{"specs":[[],["month"],["year","bucket[4]"]],"rows":[1,2,3,4,5,6,7,8],"wanted":[5],"files":7,"opened":2,"partitions":7}""")]
    [InlineData(true, """{"specs":[[],["month"],["year","bucket[4]"]],"rows":[1,2,3,4,5,6,7,8],"wanted":[5],"files":5,"opened":1,"partitions":4}""")]
    public async Task Product_of_two_layouts_is_read_with_few_files_opened(bool isCompacted, string expected)
    {
        var product = _product with { Columns = Open.Replace("city, type: STRING", "placed_at, type: TIMESTAMP", StringComparison.Ordinal), Layout = "[ { column: placed_at, transform: month } ]" };
        await RequireAsync(product);
        await catalog.PublishAsync(product, [.. Enumerable.Range(1, 8).Select(month => $$"""{"order_id":{{month}},"placed_at":"2026-{{(month + 1) / 2:00}}-03T00:00:00Z"}""")]);
        product = product with { Layout = "[ { column: placed_at, transform: year }, { column: order_id, transform: \"bucket[4]\" } ]" };
        await catalog.PublishAsync(product, [.. Enumerable.Range(3, 5).Select(month => $$"""{"order_id":{{month}},"placed_at":"2026-{{(month + 1) / 2:00}}-03T00:00:00Z"}""")]);
        if (isCompacted)
        {
            await catalog.MaintainAsync(product);
        }

        var seen = await RunAsync("pruned", catalog.Analyst(), new JsonObject { ["table"] = "orders" });

        Assert.Equal(expected, seen.ToJsonString());
    }

    [SkippableFact]
    public async Task Product_with_a_masked_column_is_refused_by_the_rule_s_name()
    {
        await PublishAsync(_product with { Columns = Open.Replace("Where it goes", "Where it goes, tags: [pii.address]", StringComparison.Ordinal) });

        var seen = await RunAsync("read", catalog.Analyst(), new JsonObject { ["table"] = "orders_v1" });

        Assert.Contains("personal-data-is-masked", seen["refused"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Owner_s_rows_go_to_a_branch_of_a_product_and_not_to_main()
    {
        await PublishAsync(_product with { Columns = Open });

        var seen = await RunAsync("branch", catalog.Owner(_product.Domain), new JsonObject { ["table"] = "orders" });

        Assert.Contains("Emit to the product", seen["refused"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((2, 3), (seen["main"]!.GetValue<int>(), seen["audit"]!.GetValue<int>()));
    }

    private async Task PublishAsync(TestProduct product)
    {
        await RequireAsync(product);
        var published = await RunAsync("product", catalog.Service(product.Domain), new JsonObject { ["table"] = "orders_v1" });
        Assert.Equal($"file://{catalog.Buckets}/{product.Domain}/orders_v1", published["location"]!.GetValue<string>());
    }

    private async Task<JsonObject> AsOwnerAsync(string task, JsonObject? more = null)
    {
        await RequireAsync(_product);
        return await RunAsync(task, catalog.Owner(_product.Domain), more);
    }

    private async Task RequireAsync(TestProduct product)
    {
        catalog.Require();
        await catalog.RegisterAsync(product);
        Directory.CreateDirectory(Path.Combine(catalog.Buckets, product.Domain));
    }

    private Task<JsonObject> RunAsync(string task, string token, JsonObject? more) =>
        client.RunAsync(task, catalog.Address, token, _product.Domain, Path.Combine(catalog.Buckets, _product.Domain), more);
}
