using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Tests.Ports.Running;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>The rows and columns that each reader gets at each port.</summary>
[Collection(OrdersMesh.Collection)]
public sealed class PortAccessTests(OrdersMesh mesh)
{
    private const string Stream = "/products/fact_order_events/events";
    private const string EventTable = "/products/fact_order_events/table";
    private const string Table = "/products/orders/table";
    private const string Rest = "/products/orders/rows";

    // One end for all ports, whichever is the first: of a product one end is set.
    private static readonly DateTimeOffset End = new(TimeProvider.System.GetUtcNow().Year + 2, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Each port with its addresses: what follows holds for all of them.
    private static readonly string[] Addresses = [Stream, EventTable, Table, Rest];

    public static TheoryData<string> Ports => new(Addresses);

    [Fact]
    public void No_port_is_left_out() => AssertAll(Addresses);

    /// <summary>Asserts that addresses are of all ports: a new one joins them.</summary>
    internal static void AssertAll(IEnumerable<string> addresses) => Assert.Equal(
        Enum.GetValues<PortType>().Select(port => PortKinds.Address("", new ProductMajorVersion(DataProductId.Parse("shop.orders"), 1), port).Split('/')[^1]).Order(StringComparer.Ordinal),
        addresses.Select(address => address.Split('?')[0].Split('/')[^1]).Distinct().Order(StringComparer.Ordinal));

    [SkippableTheory]
    [MemberData(nameof(Ports))]
    public async Task Port_of_a_version_that_ends_says_since_when_and_until_when(string port)
    {
        mesh.Require();
        using var owner = await mesh.CatalogClientAsync("orders-owner");
        using var set = await owner.PostAsJsonAsync(new Uri($"products/orders.{port.Split('/')[2]}/majors/1/retirement", UriKind.Relative), new RetirementRequest(End), MeshJson.Options);
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);

        // A service asks the catalog now and then where its products stand.
        HttpResponseMessage answer = new();
        await Eventually.HoldsAsync(async () => (answer = (await mesh.GetAsync(port, "orders-owner")).Response).Headers.Contains("Sunset"));

        Assert.Equal(End.ToString("R"), answer.Headers.GetValues("Sunset").Single());
        Assert.Matches("^@[0-9]{10}$", answer.Headers.GetValues("Deprecation").Single());
    }

    [SkippableTheory]
    [MemberData(nameof(Ports))]
    public async Task Without_a_token_a_port_answers_401(string port)
    {
        var (status, body, response) = await mesh.GetAsync(port, persona: null);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        Assert.Equal(ProblemTypes.NotAuthenticated, JsonElement.Parse(body).GetProperty("type").GetString());
    }

    [SkippableTheory]
    [MemberData(nameof(Ports))]
    public async Task Token_for_another_service_is_401(string port)
    {
        var (status, _, _) = await mesh.SendAsync(HttpMethod.Get, port, await mesh.TokenAsync("orders-owner", "catalog"));
        var (own, _, _) = await mesh.SendAsync(HttpMethod.Get, port, await mesh.TokenAsync("orders-owner", "orders"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (status, own));
    }

    [SkippableTheory]
    [InlineData("/products/nothing/events", "product: \"nothing\" has no stream port here; those that have one are fact_order_events.")]
    [InlineData("/products/orders/events", "product: \"orders\" has no stream port here; those that have one are fact_order_events.")]
    [InlineData("/products/nothing/table", "product: \"nothing\" has no table port here; those that have one are fact_order_events, orders.")]
    [InlineData("/products/fact_order_events/rows", "product: \"fact_order_events\" has no rest port here; those that have one are orders.")]
    public async Task Port_that_is_not_there_is_404_and_names_those_that_are(string path, string detail) =>
        Assert.Equal((HttpStatusCode.NotFound, ProblemTypes.ProductNotFound, detail), await mesh.RefusalAsync(path));

    [SkippableTheory]
    [MemberData(nameof(Ports))]
    public async Task Reader_whom_a_rule_denies_gets_403_with_the_rule_and_who_can_change_it_and_not_what_else_is_wrong(string port)
    {
        var (status, body, _) = await mesh.GetAsync($"{port}?nothing=1&snapshot=x&lastEventId=x", "auditor");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        var problem = JsonElement.Parse(body);
        Assert.Equal(ProblemTypes.Forbidden, problem.GetProperty("type").GetString());
        Assert.EndsWith(" Rules: auditors-read-no-orders. A grant does not help: the seats that vote on the policy change a rule; the owner or the security seat ends a tightening.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("orders-owner", "somebody@example.com", "Rua 1, 2")]
    [InlineData("analyst", "****", "****")]
    [InlineData("platform-admin", "****", "****")]
    public async Task Every_port_masks_for_whom_it_must(string persona, string email, string address)
    {
        async Task<string> ReadAsync(string query) => (await mesh.GetAsync(query, persona)).Body;

        foreach (var port in Addresses)
        {
            var row = port switch
            {
                Stream => JsonElement.Parse(await ReadAsync(port + "?limit=1"))[0].GetProperty("data"),
                Rest => JsonElement.Parse(await ReadAsync(port + $"?order_id={mesh.FirstOrder}")).GetProperty("items")[0],
                _ => Lines(await ReadAsync(port)).First(),
            };

            Assert.Equal((port, email, address), (port, row.GetProperty("customer_email").GetString()!, row.GetProperty("customer_address").GetString()!));
            Assert.NotEqual(Guid.Empty, row.GetProperty("order_id").GetGuid());
        }
    }

    [SkippableFact]
    public async Task Hashes_of_the_ports_of_a_domain_are_equal_where_the_values_are()
    {
        async Task<(string Event, string Customer)> FirstAsync(string persona)
        {
            var row = JsonElement.Parse((await mesh.GetAsync(Stream + "?limit=1", persona)).Body)[0].GetProperty("data");
            return (row.GetProperty("event_id").GetString()!, row.GetProperty("customer_id").GetString()!);
        }

        var (clear, hashed) = (await FirstAsync("orders-owner"), await FirstAsync("inventory-owner"));
        var rows = Lines((await mesh.GetAsync(EventTable, "inventory-owner")).Body).Where(row => row.GetProperty("event_id").GetString() == clear.Event);

        Assert.Equal(clear.Event, hashed.Event);
        Assert.NotEqual(clear.Customer, hashed.Customer);
        Assert.True(Guid.TryParse(hashed.Customer, out _));
        Assert.Equal([hashed.Customer], rows.Select(row => row.GetProperty("customer_id").GetString()));
    }

    [SkippableTheory]
    [MemberData(nameof(Ports))]
    public async Task Purpose_that_a_request_states_is_one_of_the_token(string port)
    {
        mesh.Require();
        using var analyst = await mesh.OrdersClientAsync("analyst");
        async Task<(HttpStatusCode Status, string Body)> GetAsync(string purpose)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, port) { Headers = { { "X-Mesh-Purpose", purpose } } };
            using var answer = await analyst.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("analytics")).Status);
        var (status, body) = await GetAsync("marketing");
        Assert.Equal((HttpStatusCode.Forbidden, ProblemTypes.Forbidden), (status, JsonElement.Parse(body).GetProperty("type").GetString()));
        Assert.StartsWith("X-Mesh-Purpose: the token is not for this purpose.", JsonElement.Parse(body).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Rows_that_a_reader_may_not_see_are_at_no_port()
    {
        mesh.Require();
        var hidden = await mesh.PlaceAsync(Guid.NewGuid(), "olinda");

        foreach (var port in Addresses.Where(address => address.StartsWith("/products/orders/", StringComparison.Ordinal)))
        {
            var query = port == Rest ? "?limit=1000" : "";
            var (_, whole, _) = await mesh.GetAsync(port + query, "orders-owner");
            var (_, part, _) = await mesh.GetAsync(port + query, "payments-owner");
            Assert.Contains(hidden.ToString(), whole, StringComparison.Ordinal);
            Assert.DoesNotContain(hidden.ToString(), part, StringComparison.Ordinal);
            Assert.Contains(mesh.FirstOrder.ToString(), part, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<JsonElement> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line));
}
