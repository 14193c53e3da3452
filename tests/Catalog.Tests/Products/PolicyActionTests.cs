using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MeshStarter.Catalog.Tests.Iceberg;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Catalog.Tests.Products;

/// <summary>The catalog decides by policy: as the table of cases says, and by rules about registering and operating.</summary>
[Collection(CatalogCollection.Name)]
public sealed class PolicyActionTests(CatalogFixture catalog)
{
    public static TheoryData<string> Names { get; } = new(DecisionCases.All.Keys);

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Table_of_cases_holds(string name)
    {
        catalog.Require();
        var expected = DecisionCases.All[name];
        var product = expected.Product;
        await RegisterAsync(product, catalog.Service(product.Name.Domain));
        using var service = new IcebergCaller(catalog, catalog.Service(product.Name.Domain));
        var fields = product.Schema.Select((column, place) => $$"""{"id":{{place + 1}},"name":"{{column.Name}}","type":"string","required":false}""");
        await service.CreateAsync(product.Name.Domain, $"{product.Name.Product}_v1", $$"""{"type":"struct","fields":[{{string.Join(',', fields)}}]}""");
        var token = catalog.Token(expected.Principal);
        using var caller = new IcebergCaller(catalog, token);

        var may = new Dictionary<PolicyAction, HttpStatusCode>
        {
            [PolicyAction.Discover] = (await catalog.GetAsync($"/products/{product.Name}", token)).Status,
            [PolicyAction.Read] = (await catalog.PostAsync($"/products/{product.Name}/subscriptions", token, new SubscriptionRequest("analysis"))).Status,
            [PolicyAction.ReadRaw] = (await caller.GetAsync($"mesh/namespaces/{product.Name.Domain}/tables/{product.Name.Product}_v1")).Status,
            [PolicyAction.Register] = (await RegisterAsync(product, token)).Status,
            // A time that has passed is refused, to those alone who may set one.
            [PolicyAction.Operate] = (await catalog.PostAsync($"/products/{product.Name}/majors/1/retirement", token, new RetirementRequest(DateTimeOffset.UnixEpoch))).Status is HttpStatusCode.BadRequest ? HttpStatusCode.OK : HttpStatusCode.Forbidden,
        };

        Assert.Equal(expected.May.Where(may.ContainsKey), may.Where(each => each.Value == HttpStatusCode.OK).Select(each => each.Key));
        Assert.All(may.Values, status => Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{status}"));
        var (_, list) = await catalog.GetAsync($"/products?domain={product.Name.Domain}&limit=1000", token);
        Assert.Equal(expected.May.Contains(PolicyAction.Discover), list["items"]!.AsArray().Any(item => Text(item!["name"]) == product.Name.ToString()));
    }

    [SkippableFact]
    public async Task Rule_may_refuse_a_domain_to_register_and_to_publish()
    {
        var product = new TestProduct { Domain = "unwelcome" };

        var (status, problem) = await catalog.RegisterAsync(product);

        Assert.Equal((HttpStatusCode.Forbidden, ProblemTypes.Forbidden), (status, Text(problem["type"])));
        Assert.Contains("Rule test-unwelcome-registers-nothing denies to register unwelcome.orders", Text(problem["detail"]), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await catalog.PostAsync($"/products/{product.Name}/quality", catalog.Service(product.Domain), new BatchReport { BatchId = "b", Version = ProductVersion.First, CheckedAt = DateTimeOffset.UnixEpoch, Rows = 0, Results = [] })).Status);
    }

    [SkippableTheory]
    [InlineData("by_claim", "filtered")]
    [InlineData("by_year", "masked (placed_on)")]
    [InlineData("by_hash", "masked (order_id)")]
    public async Task Files_are_refused_where_rows_or_columns_are_hidden(string name, string reason)
    {
        var product = await RuledAsync(name);
        var claims = catalog.Authority.Claims("analyst", "catalog", "analytics", ["analyst"]);
        claims["orders"] = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
        using var analyst = new IcebergCaller(catalog, catalog.Authority.SigningKey.Sign(claims));
        using var owner = new IcebergCaller(catalog, catalog.Service(product.Domain));

        var refused = await analyst.GetAsync($"mesh/namespaces/ruled/tables/{name}_v1");

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"mesh/namespaces/ruled/tables/{name}_v1")).Status);
    }

    [SkippableFact]
    public async Task Purpose_that_a_request_states_counts_in_the_catalog()
    {
        var product = await RuledAsync("by_purpose");
        using var http = new HttpClient { BaseAddress = catalog.Address };
        async Task<HttpStatusCode> StatusAsync(string? purpose)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/products/{product.Name}") { Headers = { Authorization = new("Bearer", catalog.Authority.Token("analyst", "catalog", "analytics", ["analyst"], ["fraud", "reports"])) } };
            if (purpose is not null)
            {
                request.Headers.Add("X-Mesh-Purpose", purpose);
            }

            using var response = await http.SendAsync(request);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("fraud"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("reports"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("marketing"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(null));
    }

    [SkippableFact]
    public async Task Column_with_an_agreed_name_has_the_agreed_type()
    {
        var (status, problem) = await catalog.RegisterAsync(new TestProduct { Columns = "- { name: order_id, type: UUID, required: true, description: d }\n  - { name: agreed_test_key, type: STRING, description: d }" });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, ProblemTypes.PolicyViolation), (status, Text(problem["type"])));
        Assert.Contains("schema[1].type: test-agreed-key: The column agreed_test_key is STRING; everywhere else it is UUID.", Text(problem["detail"]), StringComparison.Ordinal);
    }

    private async Task<TestProduct> RuledAsync(string name)
    {
        catalog.Require();
        var product = new TestProduct { Domain = "ruled", Product = name, Columns = "- { name: order_id, type: UUID, required: true, description: d }\n  - { name: placed_on, type: DATE, description: d }" };
        var (registered, _) = await catalog.RegisterAsync(product);
        Assert.Equal(HttpStatusCode.OK, registered);
        using var service = new IcebergCaller(catalog, catalog.Service(product.Domain));
        await service.CreateAsync(product.Domain, $"{name}_v1", """{"type":"struct","fields":[{"id":1,"name":"order_id","type":"uuid","required":true},{"id":2,"name":"placed_on","type":"date","required":false}]}""");
        return product;
    }

    [SkippableFact]
    public async Task Rule_may_refuse_a_domain_to_operate_its_product()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = "halted" });

        var (retired, problem) = await catalog.RetireAsync(product, DateTimeOffset.UnixEpoch.AddYears(200));
        var (configured, _) = await catalog.SendRawAsync(HttpMethod.Put, $"/schema-registry/config/{product.Name}-value", catalog.Owner(product.Domain), JsonContent.Create(new { compatibility = "FULL" }));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (retired, configured));
        Assert.Contains("test-halted-is-not-operated", Text(problem["detail"]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Stranger_does_not_learn_the_classification_of_a_product_that_it_tries_to_register()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Classification = "restricted" });

        var (_, problem) = await catalog.RegisterAsync(product with { Classification = "public" }, catalog.Service("elsewhere"));
        var (_, absent) = await catalog.RegisterAsync(new TestProduct { Domain = product.Domain, Product = "nothing" }, catalog.Service("elsewhere"));

        Assert.Equal(Text(absent["detail"]).Replace("nothing", "orders", StringComparison.Ordinal), Text(problem["detail"]));
    }

    private Task<(HttpStatusCode Status, JsonObject Body)> RegisterAsync(DataProductDescriptor product, string token) => catalog.SendAsync(
        HttpMethod.Put,
        $"/products/{product.Name}/versions/{product.Version}",
        token,
        JsonContent.Create(
            new ProductRegistration
            {
                Descriptor = DecisionCases.Text($"case:{product.Name.Product}"),
                File = "data-product.yaml",
                Ports = [new PortLocation(PortType.Table, $"http://localhost:5001/products/{product.Name.Product}/table")],
            },
            options: MeshJson.Options));
}
