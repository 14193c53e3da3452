using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.Catalog.Tests.Iceberg;
using MeshStarter.Catalog.Tests.SchemaRegistry;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Catalog.Tests.Hiding;

/// <summary>
/// A product that a caller may not discover is not there for the caller: every endpoint answers as for a product that does not exist, byte
/// for byte but for the name that the caller wrote and the trace id.
/// </summary>
[Collection(CatalogCollection.Name)]
public sealed partial class HiddenProductTests(CatalogFixture catalog)
{
    // The names have one length, so that the answers have, too.
    private const string Hidden = "secrets";
    private const string Absent = "absents";

    private static Task<string>? _hidden;

    private static readonly string Version = $$$"""{"schema":"{{{RegistryCall.Order.Replace("\"", "\\\"", StringComparison.Ordinal)}}}"}""";

    /// <summary>Each endpoint: its method, its address, and a body; <c>{d}</c> is the domain, <c>{p}</c> the product.</summary>
    public static TheoryData<string, string, string?> Endpoints => new()
    {
        { "GET", "products/{d}.{p}", null },
        { "GET", "products/{d}.{p}@1", null },
        { "GET", "products/{d}.{p}@7", null },
        { "GET", "products/{d}.{p}?version=1.0.0", null },
        { "GET", "products/{d}.{p}?version=x", null },
        { "GET", "products/{d}.{p}/profile", null },
        { "GET", "products/{d}.{p}@1/profile?version=1.0.0", null },
        { "GET", "products/{d}.{p}/changes?from=1.0.0", null },
        { "GET", "products/{d}.{p}/changes", null },
        { "GET", "products/{d}.{p}/contract?format=odcs", null },
        { "GET", "products/{d}.{p}/contract?format=x", null },
        { "PUT", "products/{d}.{p}/versions/1.0.0", """{"descriptor":"x","file":"f","ports":[]}""" },
        { "PUT", "products/{d}.{p}/versions/1.0.0", "{" },
        { "GET", "products/{d}.{p}/storage", null },
        { "GET", "products/{d}.{p}@1/storage", null },
        { "GET", "products/{d}.{p}/majors", null },
        { "POST", "products/{d}.{p}/majors/1/acknowledgement", null },
        { "POST", "products/{d}.{p}/majors/1/retirement", """{"retires_at":"2100-01-01T00:00:00Z"}""" },
        { "POST", "products/{d}.{p}/majors/1/retirement", """{"retires_at":"2000-01-01T00:00:00Z"}""" },
        { "POST", "products/{d}.{p}/majors/1/retirement", "{" },
        { "GET", "products/{d}.{p}/subscriptions", null },
        { "POST", "products/{d}.{p}/subscriptions", """{"purpose":"x"}""" },
        { "POST", "products/{d}.{p}/subscriptions", """{"purpose":"x","major":1}""" },
        { "POST", "products/{d}.{p}/subscriptions", """{"purpose":"","major":7}""" },
        { "DELETE", "products/{d}.{p}/subscriptions", null },
        { "DELETE", "products/{d}.{p}/subscriptions?major=1", null },
        { "GET", "products/{d}.{p}/quality", null },
        { "GET", "products/{d}.{p}/quality?minutes=0", null },
        { "POST", "products/{d}.{p}/quality", "{}" },
        { "GET", "products/{d}.{p}/slo", null },
        { "GET", "products/{d}.{p}@1/slo", null },
        { "PATCH", "products/{d}.{p}", "{}" },
        { "GET", "iceberg/v1/mesh/namespaces/{d}/tables/{p}", null },
        { "GET", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", null },
        { "HEAD", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", null },
        { "GET", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1?snapshots=some", null },
        { "GET", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1/credentials", null },
        { "GET", "iceberg/v1/mesh/namespaces/{d}/tables/{p}/credentials", null },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1/metrics", "{}" },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", """{"requirements":[],"updates":[]}""" },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/tables/{p}", """{"requirements":[],"updates":[{"action":"set-properties","updates":{"a":"b"}}]}""" },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/tables/{p}", """{"requirements":[{"type":"assert-create"}],"updates":[]}""" },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", """{"requirements":[{"type":"assert-create"}],"updates":[]}""" },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", """{"requirements":[],"updates":[],"mesh-report":{"batch_id":"1","major":1,"results":[]}}""" },
        { "DELETE", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", null },
        { "DELETE", "iceberg/v1/mesh/namespaces/{d}/tables/{p}?purgeRequested=true", null },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/tables", $$$"""{"name":"{p}","schema":{{{IcebergCaller.Schema}}}}""" },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/tables", $$$"""{"name":"{p}_v1","schema":{{{IcebergCaller.Schema}}},"stage-create":true}""" },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/register", """{"name":"{p}","metadata-location":"file:///tmp/x.metadata.json"}""" },
        { "POST", "iceberg/v1/mesh/tables/rename", """{"source":{"namespace":["{d}"],"name":"{p}"},"destination":{"namespace":["{d}"],"name":"x"}}""" },
        { "POST", "iceberg/v1/mesh/tables/rename", """{"source":{"namespace":["{d}"],"name":"x"},"destination":{"namespace":["{d}"],"name":"{p}"}}""" },
        { "POST", "iceberg/v1/mesh/transactions/commit", """{"table-changes":[{"identifier":{"namespace":["{d}"],"name":"{p}"},"requirements":[],"updates":[]}]}""" },
        { "GET", "schema-registry/subjects/{d}.{p}-value/versions", null },
        { "GET", "schema-registry/subjects/{d}.{p}_v1-value/versions", null },
        { "GET", "schema-registry/subjects/{d}.{p}_v1-value/versions/1", null },
        { "GET", "schema-registry/subjects/{d}.{p}-value/versions/latest", null },
        { "GET", "schema-registry/subjects/{d}.{p}_v1-value/versions/1/schema", null },
        { "GET", "schema-registry/subjects/{d}.{p}_v1-value/versions/1/contract", null },
        { "GET", "schema-registry/subjects/{d}.{p}_v1-value/versions/1/referencedby", null },
        { "GET", "schema-registry/subjects/{d}.{p}_v1-value/versions/x", null },
        { "POST", "schema-registry/subjects/{d}.{p}-value", Version },
        { "POST", "schema-registry/subjects/{d}.{p}-value/versions", Version },
        { "POST", "schema-registry/subjects/{d}.{p}_v1-value/versions", Version },
        { "DELETE", "schema-registry/subjects/{d}.{p}-value", null },
        { "DELETE", "schema-registry/subjects/{d}.{p}_v1-value/versions/1", null },
        { "GET", "schema-registry/config/{d}.{p}-value", null },
        { "GET", "schema-registry/config/{d}.{p}-value?defaultToGlobal=true", null },
        { "GET", "schema-registry/config/{d}.{p}_v1-value?defaultToGlobal=true", null },
        { "PUT", "schema-registry/config/{d}.{p}-value", """{"compatibility":"NONE"}""" },
        { "DELETE", "schema-registry/config/{d}.{p}_v1-value", null },
        { "GET", "schema-registry/mode/{d}.{p}-value", null },
        { "GET", "schema-registry/mode/{d}.{p}-value?defaultToGlobal=true", null },
        { "GET", "schema-registry/mode/{d}.{p}_v1-value?defaultToGlobal=true", null },
        { "PUT", "schema-registry/mode/{d}.{p}-value", """{"mode":"READONLY"}""" },
        { "DELETE", "schema-registry/mode/{d}.{p}_v1-value", null },
        { "POST", "schema-registry/compatibility/subjects/{d}.{p}-value/versions?verbose=true", Version },
        { "POST", "schema-registry/compatibility/subjects/{d}.{p}_v1-value/versions/1?verbose=true", Version },
        { "POST", "schema-registry/compatibility/subjects/{d}.{p}-value/versions/latest", Version },
        { "GET", "schema-registry/subjects?subjectPrefix={d}.{p}", null },
        { "GET", "schema-registry/schemas?subjectPrefix={d}.{p}", null },
        { "GET", "api/v1/lineage?nodeId=dataset:mesh:{d}.{p}", null },
        { "GET", "api/v1/lineage?nodeId=dataset:mesh:{d}.{p}@1", null },
        { "GET", "api/v1/lineage?nodeId=job:mesh:{d}.{p}.publish", null },
        { "GET", "lineage?node={d}.{p}", null },
        { "GET", "lineage?node={d}.{p}@1&depth=0", null },
        { "GET", "lineage?node={d}.{p}.secret_column&level=column", null },
        { "GET", "lineage?node=job:mesh:{d}.{p}.publish", null },
        { "GET", "impact?product={d}.{p}&change=retire", null },
        { "GET", "impact?product={d}.{p}&change=drop:secret_column", null },
        { "GET", "products/{d}.{p}/checks/not_null/cause", null },
        { "GET", "products/{d}.{p}/queries", null },
    };

    [SkippableTheory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_answers_of_a_product_that_may_not_be_discovered_as_of_one_that_is_not_there(string method, string address, string? body)
    {
        var domain = await HiddenInAsync();

        foreach (var token in (string[])[catalog.Analyst(), catalog.Owner("payments"), catalog.Service("payments")])
        {
            var hidden = await AskAsync(token, method, address, body, domain, Hidden);
            var absent = await AskAsync(token, method, address, body, domain, Absent);

            Assert.Equal(absent, hidden);
            Assert.DoesNotContain("secret_column", hidden, StringComparison.Ordinal);
        }
    }

    [SkippableTheory]
    [InlineData("GET", "iceberg/v1/mesh/namespaces/{d}/tables/{p}", null)]
    [InlineData("HEAD", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", null)]
    [InlineData("GET", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1/credentials", null)]
    [InlineData("POST", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", """{"requirements":[],"updates":[]}""")]
    [InlineData("POST", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", """{"requirements":[{"type":"assert-create"}],"updates":[]}""")]
    [InlineData("DELETE", "iceberg/v1/mesh/namespaces/{d}/tables/{p}_v1", null)]
    public async Task Request_for_a_table_of_a_product_that_may_not_be_discovered_is_in_the_trail_as_concealed(string method, string address, string? body)
    {
        var domain = await HiddenInAsync();
        var subject = $"curious-{Guid.NewGuid():N}";

        await AskAsync(catalog.Token(new Principal(subject, "analytics", ["analyst"], [])), method, address, body, domain, Hidden);

        await catalog.Policies.WaitForAsync(record => record.Subject == subject);
        // No record without the mark names the product: the caller reads those.
        await catalog.Policies.WaitForAsync(record => record.Subject == subject && record.Concealed == true && record is { Action: AuditActions.Discover, Permit: false, Product.Product: Hidden });
        Assert.DoesNotContain(catalog.Policies.Audit, record => record.Subject == subject && record.Concealed != true && record.Product is not null);
    }

    /// <summary>Each endpoint that names a domain; <c>{d}</c> is the domain.</summary>
    public static TheoryData<string, string, string?> DomainEndpoints => new()
    {
        { "GET", "domains", null },
        { "GET", "iceberg/v1/config?warehouse={d}", null },
        { "GET", "iceberg/v1/mesh/namespaces", null },
        { "GET", "iceberg/v1/mesh/namespaces?parent={d}", null },
        { "POST", "iceberg/v1/mesh/namespaces", """{"namespace":["{d}"]}""" },
        { "GET", "iceberg/v1/mesh/namespaces/{d}", null },
        { "HEAD", "iceberg/v1/mesh/namespaces/{d}", null },
        { "DELETE", "iceberg/v1/mesh/namespaces/{d}", null },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/properties", """{"updates":{"a":"b"}}""" },
        { "GET", "iceberg/v1/mesh/namespaces/{d}/tables", null },
        { "POST", "iceberg/v1/mesh/namespaces/{d}/tables", $$$"""{"name":"notes","schema":{{{IcebergCaller.Schema}}}}""" },
        { "GET", "iceberg/v1/mesh/namespaces/{d}/tables/notes", null },
    };

    [SkippableTheory]
    [MemberData(nameof(DomainEndpoints))]
    public async Task Domain_whose_products_may_not_be_discovered_is_not_there(string method, string address, string? body)
    {
        catalog.Require();
        var product = await catalog.RegisteredAsync(new TestProduct { Classification = "restricted" });

        foreach (var token in (string[])[catalog.Analyst(), catalog.Owner("payments"), catalog.Service("payments")])
        {
            var hidden = await AskAsync(token, method, address, body, product.Domain, "");
            var absent = await AskAsync(token, method, address, body, "e" + product.Domain[1..], "");

            Assert.Equal(absent.Replace("e" + product.Domain[1..], product.Domain, StringComparison.Ordinal), hidden);
        }
    }

    [SkippableFact]
    public async Task List_names_no_product_that_may_not_be_discovered()
    {
        var domain = await HiddenInAsync();

        foreach (var address in (string[])["products?limit=1000&details=true", $"products?domain={domain}", $"products?q=&domain={domain}", "products?q=secret_column", "products?q=secretz", $"iceberg/v1/mesh/namespaces/{domain}/tables", "schema-registry/subjects", "schema-registry/schemas"])
        {
            Assert.DoesNotContain(Hidden, await AskAsync(catalog.Analyst(), "GET", address, body: null, domain, Hidden, isWhole: true), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Folder_of_a_table_is_for_those_who_make_tables_in_its_domain()
    {
        var product = new TestProduct { Columns = """
            - { name: order_id, type: BIGINT, required: true, description: d }
            """ };
        await catalog.RegisterAsync(product);
        await catalog.PublishAsync(product, ["""{"order_id":1}"""]);

        foreach (var (token, knows) in ((string, bool)[])[(catalog.Analyst(), false), (catalog.Administrator(), false), (catalog.Service("payments"), false), (catalog.Owner(product.Domain), true), (catalog.Service(product.Domain), true)])
        {
            var (status, body) = await catalog.GetAsync($"/products/{product.Name}/storage", token);
            Assert.Equal((HttpStatusCode.OK, knows), (status, body["items"]![0]!.AsObject().ContainsKey("location")));
            Assert.Equal(knows, body.ToJsonString().Contains(catalog.Buckets, StringComparison.Ordinal));
        }
    }

    [SkippableFact]
    public async Task Metadata_that_is_gone_does_not_show_readers_where_it_was()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Classification = "confidential" });
        using var service = new IcebergCaller(catalog, catalog.Service(product.Domain));
        await using var running = await catalog.AnotherAsync("gone");
        File.Delete((await service.CreateAsync(product.Domain, "orders_v1")).MetadataLocation["file://".Length..]);

        foreach (var (token, knows) in ((string, bool)[])[(catalog.Analyst(), false), (catalog.Owner(product.Domain), true)])
        {
            using var caller = new IcebergCaller(catalog, token, running.Client.BaseAddress);
            var answer = await caller.GetAsync($"mesh/namespaces/{product.Domain}/tables/orders_v1");
            Assert.NotEqual(HttpStatusCode.OK, answer.Status);
            Assert.Equal(knows, answer.Message!.Contains(catalog.Buckets, StringComparison.Ordinal));
        }
    }

    private Task<string> HiddenInAsync() => _hidden ??= MakeHiddenAsync();

    // A domain with an open product and a hidden one that has a table with rows, a contract and lineage. No request of these tests changes it.
    private async Task<string> MakeHiddenAsync()
    {
        catalog.Require();
        var open = new TestProduct();
        var hidden = open with
        {
            Product = Hidden,
            Classification = "restricted",
            Columns = """
                - { name: order_id, type: BIGINT, required: true, description: d }
                  - { name: secret_column, type: STRING, description: d }
                """,
        };
        await catalog.RegisterAsync(open);
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(hidden)).Status);
        await catalog.PublishAsync(hidden, ["""{"order_id":1,"secret_column":"s"}"""]);
        return open.Domain;
    }

    private async Task<string> AskAsync(string token, string method, string address, string? body, string domain, string product, bool isWhole = false)
    {
        string Named(string text) => text.Replace("{d}", domain, StringComparison.Ordinal).Replace("{p}", product, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(catalog.Address, Named(address)));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = new StringContent(Named(body), Encoding.UTF8, "application/json");
        }

        using var http = new HttpClient();
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
        var whole = $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n\n{TraceId().Replace(text, "")}";
        return isWhole || product.Length == 0 ? whole : whole.Replace(product, "{p}", StringComparison.Ordinal);
    }

    [GeneratedRegex("\"trace_id\":\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex TraceId();
}
