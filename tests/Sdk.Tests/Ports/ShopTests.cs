using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Sdk.Tests.Ports.Running;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Ports;

/// <summary>The operational endpoint of a domain: what it cannot take it refuses by its field.</summary>
[Collection(OrdersMesh.Collection)]
public sealed class ShopTests(OrdersMesh mesh)
{
    private const string Item = """{"product_id":"0b1e9a9e-5f0e-4f3e-9d0a-1c1c1c1c1c1c","quantity":1,"price":1.5,"freight":0}""";

    [SkippableTheory]
    [InlineData("items", "[null]", "items[0]: is null. Leave it out, or give a value.")]
    [InlineData("items", $"[{Item},null]", "items[1]: is null. Leave it out, or give a value.")]
    [InlineData("customer_email", "\"a\\u0000@example.com\"", "customer_email: holds the character U+0000, which no text has. Leave it out.")]
    [InlineData("items", """[{"product_id":"0b1e9a9e-5f0e-4f3e-9d0a-1c1c1c1c1c1c","quantity":3000000000,"price":1,"freight":0}]""", "The JSON body cannot be read at $.items[0].quantity, line 1: a value of another kind, an unknown word, or a missing member.")]
    [InlineData("items", """[{"product_id":"0b1e9a9e-5f0e-4f3e-9d0a-1c1c1c1c1c1c","quantity":1,"price":1e400,"freight":0}]""", "The JSON body cannot be read at $.items[0].price, line 1: a value of another kind, an unknown word, or a missing member.")]
    public async Task Order_that_cannot_be_read_is_refused_by_its_field(string field, string value, string detail)
    {
        var problem = await RefusedAsync(field, value);

        Assert.Equal(detail, problem.GetProperty("detail").GetString());
    }

    [SkippableTheory]
    [InlineData("customer_city", 0)]
    [InlineData("customer_city", 201)]
    [InlineData("customer_state", 0)]
    [InlineData("customer_state", 101)]
    [InlineData("customer_address", 1_001)]
    [InlineData("customer_email", 321)]
    public async Task Text_of_an_order_has_a_longest_length(string field, int length)
    {
        var problem = await RefusedAsync(field, JsonSerializer.Serialize(new string('@', length)));

        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [SkippableFact]
    public async Task Step_that_the_order_s_status_does_not_allow_is_a_conflict_of_its_state()
    {
        mesh.Require();

        Assert.Equal(
            (HttpStatusCode.Conflict, "urn:mesh:problem:state-conflict", "step: an order that is approved cannot become delivered."),
            await mesh.RefusalAsync($"/shop/orders/{mesh.FirstOrder}/delivered", "orders-owner", HttpMethod.Post));
    }

    [SkippableFact]
    public async Task Row_that_breaks_its_contract_is_a_problem_that_names_the_field_and_not_the_value()
    {
        var order = await mesh.PlaceAsync(Guid.NewGuid(), OrdersMesh.OpenCity);
        await using var database = NpgsqlDataSource.Create(mesh.OrdersDatabase);
        await PriceAsync("987654321012345678");
        try
        {
            var (status, type, detail) = await mesh.RefusalAsync($"/shop/orders/{order}/approved", "orders-owner", HttpMethod.Post);

            Assert.Equal((HttpStatusCode.UnprocessableEntity, "urn:mesh:problem:row-invalid"), (status, type));
            Assert.StartsWith("orders.fact_order_events: the row breaks the contract: ", detail, StringComparison.Ordinal);
            Assert.Contains("items[0].price: range: ", detail, StringComparison.Ordinal);
            Assert.DoesNotContain("98765", detail, StringComparison.Ordinal);
        }
        finally
        {
            await PriceAsync("10.5");
        }

        Assert.Contains("\"status\":\"created\"", (await mesh.GetAsync($"/shop/orders/{order}", "orders-owner")).Body, StringComparison.Ordinal);

        Task PriceAsync(string price) => database.ExecuteAsync(
            $"UPDATE shop.orders SET items = (SELECT jsonb_agg(item || jsonb_build_object('price', {price})) FROM jsonb_array_elements(items) AS item) WHERE order_id = '{order}'", null, CancellationToken.None);
    }

    // By its own text: the test's serializer writes no order that is wrong in such ways.
    private async Task<JsonElement> RefusedAsync(string field, string value)
    {
        mesh.Require();
        var order = new JsonObject
        {
            ["customer_id"] = Guid.NewGuid(),
            ["customer_email"] = "somebody@example.com",
            ["customer_address"] = "Rua 1, 2",
            ["items"] = JsonNode.Parse($"[{Item}]"),
            [field] = "here",
        };
        using var body = new StringContent(order.ToJsonString().Replace("\"here\"", value, StringComparison.Ordinal), Encoding.UTF8, "application/json");

        var (status, answer, _) = await mesh.SendAsync(HttpMethod.Post, "/shop/orders", await mesh.TokenAsync("orders-owner"), body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        return JsonElement.Parse(answer);
    }
}
