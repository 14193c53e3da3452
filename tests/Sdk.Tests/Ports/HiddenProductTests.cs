using System.Net;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>
/// A product that a caller may not discover is not there for the caller: every endpoint of a domain answers as for a product that does not
/// exist, byte for byte but for the name that the caller wrote and the trace id.
/// </summary>
[Collection(OrdersMesh.Collection)]
public sealed partial class HiddenProductTests(OrdersMesh mesh)
{
    // Inventory's owner may not know of it (OrdersMesh).
    private const string Hidden = "orders";
    private const string Absent = "absent";

    /// <summary>Each endpoint: its method and its address; <c>{p}</c> is the product.</summary>
    public static TheoryData<string, string> Endpoints => new()
    {
        { "GET", "/products/{p}/table" },
        { "GET", "/products/{p}@1/table" },
        { "GET", "/products/{p}@7/table" },
        { "GET", "/products/{p}/table?snapshot=x&nothing=1" },
        { "GET", "/products/{p}/table?as_of=2026-01-01T00:00:00Z&columns=customer_email" },
        { "GET", "/products/{p}/table/obligations" },
        { "GET", "/products/{p}/rows" },
        { "GET", "/products/{p}@1/rows?order_id=x" },
        { "GET", "/products/{p}/rows?nothing=1" },
        { "GET", "/products/{p}/events" },
        { "GET", "/products/{p}/events?lastEventId=x" },
        { "GET", "/products/{p}/events/obligations" },
        { "HEAD", "/products/{p}/table" },
        { "POST", "/products/{p}/table" },
        { "GET", "/products/{p}/quarantine" },
        { "GET", "/products/{p}/quarantine?limit=0" },
        { "POST", "/products/{p}/quarantine/1-2/replay" },
        { "GET", "/products/{p}/reports" },
        { "GET", "/products/{p}/publishing" },
        { "POST", "/products/{p}/branches/late/publish" },
        { "POST", "/products/{p}/history/expire" },
        { "POST", "/products/{p}@7/history/expire" },
        { "GET", "/products/{p}" },
    };

    [SkippableTheory]
    [MemberData(nameof(Endpoints))]
    public async Task Endpoint_answers_of_a_product_that_may_not_be_discovered_as_of_one_that_is_not_there(string method, string address)
    {
        var hidden = await AskAsync(method, address, Hidden);
        var absent = await AskAsync(method, address, Absent);

        Assert.Equal(absent, hidden);
        Assert.DoesNotContain("company.com", hidden, StringComparison.Ordinal);
        Assert.DoesNotContain("inventory-knows-of-no-orders", hidden, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("GET", "/products/orders/table")]
    [InlineData("GET", "/products/orders/rows")]
    [InlineData("GET", "/products/orders@1/table/obligations")]
    [InlineData("GET", "/products/orders/quarantine")]
    [InlineData("POST", "/products/orders/history/expire")]
    public async Task Request_for_a_product_that_may_not_be_discovered_is_in_the_trail_as_concealed(string method, string address)
    {
        mesh.Require();
        const string Refused = "subject=inventory-owner&product=orders.orders&service=orders&permit=false";
        var trace = Guid.NewGuid().ToString("N");

        await mesh.SendAsync(new HttpMethod(method), address, await TokenAsync(), trace: trace);

        IReadOnlyList<AuditRecord> refused = [];
        await Eventually.HoldsAsync(async () => (refused = await mesh.AuditAsync(Refused)).Any(record => record.CorrelationId == trace));
        Assert.All(refused, record => Assert.Equal((AuditActions.Discover, true), (record.Action, record.Concealed)));
    }

    [SkippableTheory]
    [InlineData("/products/absent/table", "fact_order_events")]
    [InlineData("/products/absent/rows", "no product of this domain that you may see has one")]
    public async Task Port_that_is_not_there_names_those_that_the_caller_may_discover_alone(string address, string named)
    {
        var (status, body, _) = await mesh.GetAsync(address, "inventory-owner");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains($"has no {address.Split('/')[^1] switch { "rows" => "rest", var port => port }} port here; ", body, StringComparison.Ordinal);
        Assert.Contains(named, body, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[ ,]orders[ ,.\\""]", body);
    }

    [SkippableFact]
    public async Task Import_names_the_products_alone_whose_rows_the_caller_may_count()
    {
        var (_, owners, _) = await mesh.GetAsync("/import", "orders-owner");
        var (status, others, _) = await mesh.GetAsync("/import", "inventory-owner");
        var (_, uncounted, _) = await mesh.GetAsync("/import", "auditor");
        var (_, refused, _) = await mesh.GetAsync("/refused-versions", "inventory-owner");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("orders.fact_order_events", owners, StringComparison.Ordinal);
        Assert.Contains("orders.fact_order_events", others, StringComparison.Ordinal);
        Assert.DoesNotContain("orders.orders", others, StringComparison.Ordinal);
        // Files are of no product alone.
        Assert.Contains("\"rejected\":0", owners, StringComparison.Ordinal);
        Assert.DoesNotContain("\"rejected\":0", others, StringComparison.Ordinal);
        // A position counts rows, which the auditor may not read.
        Assert.DoesNotContain("orders.fact_order_events", uncounted, StringComparison.Ordinal);
        Assert.DoesNotContain("orders.orders", refused, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(string method, string address, string product)
    {
        var (status, body, response) = await mesh.SendAsync(new HttpMethod(method), address.Replace("{p}", product, StringComparison.Ordinal), await TokenAsync());
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
        return TraceId().Replace($"{(int)status}\n{string.Join('\n', headers)}\n\n{body}", "").Replace($"\"{product}", "\"{p}", StringComparison.Ordinal).Replace($"/{product}", "/{p}", StringComparison.Ordinal)
            .Replace($"\\u0022{product}", "\"{p}", StringComparison.Ordinal);
    }

    private Task<string> TokenAsync() => mesh.TokenAsync("inventory-owner");

    [GeneratedRegex("\"trace_id\":\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex TraceId();
}
