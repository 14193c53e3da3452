using System.Net;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Iceberg;

[Collection(CatalogCollection.Name)]
public sealed class NamespaceTests(CatalogFixture catalog)
{
    private readonly string _own = "n" + Guid.NewGuid().ToString("N")[..12];

    [SkippableFact]
    public async Task Domain_is_a_namespace_that_no_caller_makes_or_drops()
    {
        var product = await catalog.RegisteredAsync();
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        using var owner = new IcebergCaller(catalog, catalog.Owner(product.Domain));

        Assert.Contains((await analyst.GetAsync("mesh/namespaces")).Body["namespaces"]!.AsArray(), space => space![0]!.GetValue<string>() == product.Domain);
        Assert.Equal(HttpStatusCode.OK, (await analyst.GetAsync($"mesh/namespaces/{product.Domain}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await analyst.SendAsync("HEAD", $"mesh/namespaces/{product.Domain}")).Status);
        Assert.Equal("AlreadyExistsException", (await owner.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{product.Domain}}}"]}""")).ErrorType);
        Assert.Equal(HttpStatusCode.Forbidden, (await administrator.SendAsync("DELETE", $"mesh/namespaces/{product.Domain}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await analyst.SendAsync("POST", $"mesh/namespaces/{product.Domain}/properties", """{"updates":{"a":"b"}}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", $"mesh/namespaces/{product.Domain}/properties", """{"updates":{"a":"b"}}""")).Status);
        Assert.Equal("b", (await analyst.GetAsync($"mesh/namespaces/{product.Domain}")).Body["properties"]!["a"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Location_of_a_table_is_returned_to_its_creators_alone()
    {
        var product = await catalog.RegisteredAsync();
        using var owner = new IcebergCaller(catalog, catalog.Owner(product.Domain));
        using var analyst = new IcebergCaller(catalog, catalog.Analyst());
        var bucket = $"file://{catalog.Buckets}/{product.Domain}";

        Assert.Equal(bucket, (await owner.GetAsync($"mesh/namespaces/{product.Domain}")).Body["properties"]!["location"]!.GetValue<string>());
        Assert.False((await analyst.GetAsync($"mesh/namespaces/{product.Domain}")).Body["properties"]!.AsObject().ContainsKey("location"));
        Assert.StartsWith($"{bucket}/", (await owner.CreateAsync(product.Domain, "notes")).Metadata["location"]!.GetValue<string>(), StringComparison.Ordinal);

        await MoveAsync($"{bucket}/notes");
        Assert.Equal($"{bucket}/notes", (await owner.GetAsync($"mesh/namespaces/{product.Domain}")).Body["properties"]!["location"]!.GetValue<string>());
        Assert.False((await analyst.GetAsync($"mesh/namespaces/{product.Domain}")).Body["properties"]!.AsObject().ContainsKey("location"));
        foreach (var outside in new[] { "file:///tmp/elsewhere", "notes", $"{bucket}/../others" })
        {
            var refused = await MoveAsync(outside);
            Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
            Assert.StartsWith("location: ", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await MoveAsync($"{bucket}/")).Status);

        Task<IcebergCaller.Answer> MoveAsync(string location) => owner.SendAsync("POST", $"mesh/namespaces/{product.Domain}/properties", $$$"""{"updates":{"location":"{{{location}}}"}}""");
    }

    [SkippableFact]
    public async Task Other_namespaces_are_the_administrators_alone()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        using var owner = new IcebergCaller(catalog, catalog.Owner("orders"));
        var body = $$$"""{"namespace":["{{{_own}}}"],"properties":{"a":"1"}}""";

        Assert.Equal((HttpStatusCode.Forbidden, "ForbiddenException"), await owner.SendAsync("POST", "mesh/namespaces", body) is var refused ? (refused.Status, refused.ErrorType) : default);
        Assert.Equal(HttpStatusCode.OK, (await administrator.SendAsync("POST", "mesh/namespaces", body)).Status);
        Assert.Equal((HttpStatusCode.Conflict, "AlreadyExistsException"), await administrator.SendAsync("POST", "mesh/namespaces", body) is var twice ? (twice.Status, twice.ErrorType) : default);
        Assert.Equal((HttpStatusCode.NotFound, "NoSuchNamespaceException"), await owner.GetAsync($"mesh/namespaces/{_own}") is var hidden ? (hidden.Status, hidden.ErrorType) : default);
        Assert.DoesNotContain((await owner.GetAsync("mesh/namespaces")).Body["namespaces"]!.AsArray(), space => space![0]!.GetValue<string>() == _own);
        Assert.Equal("NoSuchNamespaceException", (await owner.GetAsync($"mesh/namespaces/{_own}/tables")).ErrorType);
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.CreateAsync(_own, "t")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.SendAsync("DELETE", $"mesh/namespaces/{_own}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.SendAsync("DELETE", $"mesh/namespaces/{_own}")).Status);
    }

    [SkippableFact]
    public async Task Names_of_products_tables_are_no_names_of_the_platform_s()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{_own}}}"]}""");
        await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{_own}}}","nested"]}""");
        await administrator.CreateAsync(_own, "notes");

        foreach (var answer in (IcebergCaller.Answer[])
            [
                await administrator.CreateAsync(_own, "orders_v1"),
                await administrator.CreateAsync(_own, "orders_v01"),
                await administrator.CreateAsync($"{_own}%1Fnested", "orders_v1"),
                await administrator.CreateAsync(_own, "orders_v1", more: ",\"stage-create\":true"),
                await administrator.CommitAsync(_own, "orders_v1", $$$"""{"action":"assign-uuid","uuid":"{{{Guid.NewGuid()}}}"}""", """{"type":"assert-create"}"""),
                await administrator.SendAsync("POST", "mesh/tables/rename", $$$"""{"source":{"namespace":["{{{_own}}}"],"name":"notes"},"destination":{"namespace":["{{{_own}}}"],"name":"orders_v1"}}"""),
            ])
        {
            Assert.True(answer is { Status: HttpStatusCode.BadRequest, ErrorType: "BadRequestException" }, answer.Body.ToJsonString());
            Assert.Contains("of the form that products' tables have", answer.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Domain_that_comes_gets_its_name_and_what_the_platform_had_there_moves()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        var product = new TestProduct();
        await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{product.Domain}}}"],"properties":{"location":"file://{{{catalog.Buckets}}}/platform/anywhere"}}""");
        await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{product.Domain}}}","nested"]}""");
        var made = await administrator.CreateAsync(product.Domain, "orders");
        await administrator.CreateAsync($"{product.Domain}%1Fnested", "notes");

        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product)).Status);

        using var owner = new IcebergCaller(catalog, catalog.Owner(product.Domain));
        using var service = new IcebergCaller(catalog, catalog.Service(product.Domain));
        Assert.Equal(HttpStatusCode.OK, (await service.CreateAsync(product.Domain, "orders_v1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(product.Domain, "notes")).Status);
        Assert.Equal($"file://{catalog.Buckets}/{product.Domain}", (await owner.GetAsync($"mesh/namespaces/{product.Domain}")).Body["properties"]!["location"]!.GetValue<string>());
        Assert.Equal(["notes", "orders_v1"], (await owner.GetAsync($"mesh/namespaces/{product.Domain}/tables")).Body["identifiers"]!.AsArray().Select(table => table!["name"]!.GetValue<string>()));
        var moved = Assert.Single(
            (await administrator.GetAsync("mesh/namespaces?parent=platform")).Body["namespaces"]!.AsArray(), space => space![1]!.GetValue<string>().StartsWith(product.Domain + "_", StringComparison.Ordinal))![1]!.GetValue<string>();
        Assert.Equal(made.MetadataLocation, (await administrator.GetAsync($"mesh/namespaces/platform%1F{moved}/tables/orders")).MetadataLocation);
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.SendAsync("HEAD", $"mesh/namespaces/platform%1F{moved}%1Fnested/tables/notes")).Status);
    }

    [SkippableFact]
    public async Task Table_that_an_earlier_mesh_moved_under_a_product_table_s_name_is_the_platform_s()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        var space = new TestProduct().Domain;
        await administrator.SendAsync("POST", "mesh/namespaces", $$"""{"namespace":["{{space}}"]}""");
        var made = await administrator.CreateAsync(space, "orders");
        Assert.Equal(1, await catalog.ExecuteAsync("UPDATE iceberg_tables SET name = 'orders_v1' WHERE namespace = ARRAY[$1]", space));

        Assert.Equal(made.MetadataLocation, (await administrator.GetAsync($"mesh/namespaces/{space}/tables/orders_v1")).MetadataLocation);
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.SendAsync("DELETE", $"mesh/namespaces/{space}/tables/orders_v1")).Status);
    }

    [SkippableFact]
    public async Task Domain_that_the_mesh_knows_and_that_has_no_product_yet_is_no_namespace_of_the_platform_s()
    {
        catalog.Require();
        var domain = new TestProduct().Domain;
        await using var running = await catalog.AnotherAsync("namespaces", addresses: new Dictionary<string, string>(StringComparer.Ordinal) { [domain] = "http://localhost:5001" });
        using var administrator = new IcebergCaller(catalog, catalog.Administrator(), running.Client.BaseAddress);

        var answer = await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{domain}}}"]}""");

        Assert.Equal((HttpStatusCode.Forbidden, "ForbiddenException"), (answer.Status, answer.ErrorType));
    }

    [SkippableFact]
    public async Task Properties_are_set_and_removed_and_what_was_missing_is_named()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{_own}}}"],"properties":{"a":"1","b":"2"}}""");

        var answer = await administrator.SendAsync("POST", $"mesh/namespaces/{_own}/properties", """{"updates":{"c":"3"},"removals":["a","x"]}""");

        Assert.Equal("""{"updated":["c"],"removed":["a"],"missing":["x"]}""", answer.Body.ToJsonString());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "UnprocessableEntityException"), await administrator.SendAsync("POST", $"mesh/namespaces/{_own}/properties", """{"updates":{"c":"3"},"removals":["c"]}""") is var both ? (both.Status, both.ErrorType) : default);
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["b"] = "2", ["c"] = "3", ["location"] = $"file://{catalog.Buckets}/platform/{_own}" }, (await administrator.GetAsync($"mesh/namespaces/{_own}")).Body["properties"]));
    }

    [SkippableTheory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("a b", "a%20b")]
    [InlineData("a b", "a+b")]
    [InlineData("a+b", "a%2Bb")]
    [InlineData("a.b", "a.b")]
    [InlineData("äöü☃", "%C3%A4%C3%B6%C3%BC%E2%98%83")]
    public async Task Nested_namespace_of_any_name_is_found_by_its_address(string name, string encoded)
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        var levels = new JsonArray(_own, name).ToJsonString();
        Assert.Equal("NoSuchNamespaceException", (await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":{{{levels}}}}""")).ErrorType);
        await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{_own}}}"]}""");

        Assert.Equal(HttpStatusCode.OK, (await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":{{{levels}}}}""")).Status);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(levels), (await administrator.GetAsync($"mesh/namespaces/{_own}%1F{encoded}")).Body["namespace"]));
        Assert.True(JsonNode.DeepEquals(new JsonArray(JsonNode.Parse(levels)), (await administrator.GetAsync($"mesh/namespaces?parent={_own}")).Body["namespaces"]));
        Assert.Equal(HttpStatusCode.OK, (await administrator.CreateAsync($"{_own}%1F{encoded}", "t")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await administrator.SendAsync("HEAD", $"mesh/namespaces/{_own}%1f{encoded}/tables/t")).Status);
        Assert.Equal("NamespaceNotEmptyException", (await administrator.SendAsync("DELETE", $"mesh/namespaces/{_own}")).ErrorType);
        Assert.Equal("NamespaceNotEmptyException", (await administrator.SendAsync("DELETE", $"mesh/namespaces/{_own}%1F{encoded}")).ErrorType);
    }

    [SkippableTheory]
    [InlineData("""{"namespace":[]}""")]
    [InlineData("""{"namespace":[""]}""")]
    [InlineData("""{"namespace":["a\u001fb"]}""")]
    [InlineData("""{"namespace":["a",".."]}""")]
    [InlineData("""{"namespace":["."]}""")]
    [InlineData("""{"namespace":["a\u0000b"]}""")]
    [InlineData("""{"namespace":["a"],"properties":{"x":"\u0000"}}""")]
    [InlineData("""{"namespace":["a"],"properties":{"\ud800":"x"}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"namespace":"a"}""")]
    [InlineData("""{"namespace":["a"],"properties":{"x":1}}""")]
    [InlineData("""{}""")]
    [InlineData("""[1""")]
    public async Task What_is_no_namespace_is_refused(string body)
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());

        Assert.Equal(HttpStatusCode.BadRequest, (await administrator.SendAsync("POST", "mesh/namespaces", body)).Status);
    }

    [SkippableFact]
    public async Task Pages_leave_out_no_table_whatever_characters_its_name_has()
    {
        var product = await catalog.RegisteredAsync();
        using var owner = new IcebergCaller(catalog, catalog.Owner(product.Domain));
        foreach (var table in new[] { "\uFF21", "\U0001F600" })
        {
            Assert.Equal(HttpStatusCode.OK, (await owner.CreateAsync(product.Domain, table)).Status);
        }

        var seen = new List<string>();
        for (string? token = ""; token is not null;)
        {
            var page = await owner.GetAsync($"mesh/namespaces/{product.Domain}/tables?pageSize=1&pageToken={token}");
            seen.AddRange(page.Body["identifiers"]!.AsArray().Select(table => table!["name"]!.GetValue<string>()));
            token = page.Body["next-page-token"]?.GetValue<string>();
        }

        Assert.Equal(["\U0001F600", "\uFF21"], seen);
    }

    [SkippableFact]
    public async Task Lists_come_in_pages_when_pages_are_requested()
    {
        using var administrator = new IcebergCaller(catalog, catalog.Administrator());
        await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{_own}}}"]}""");
        for (var i = 0; i < 5; i++)
        {
            await administrator.SendAsync("POST", "mesh/namespaces", $$$"""{"namespace":["{{{_own}}}","s{{{i}}}"]}""");
        }

        var seen = new List<string>();
        for (string? token = ""; token is not null;)
        {
            var page = await administrator.GetAsync($"mesh/namespaces?parent={_own}&pageSize=2&pageToken={token}");
            Assert.InRange(page.Body["namespaces"]!.AsArray().Count, 1, 2);
            seen.AddRange(page.Body["namespaces"]!.AsArray().Select(space => space![1]!.GetValue<string>()));
            token = page.Body["next-page-token"]?.GetValue<string>();
        }

        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], seen);
        Assert.Equal(5, (await administrator.GetAsync($"mesh/namespaces?parent={_own}")).Body["namespaces"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.BadRequest, (await administrator.GetAsync($"mesh/namespaces?pageSize=0")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await administrator.GetAsync($"mesh/namespaces?pageToken=!")).Status);
    }
}
