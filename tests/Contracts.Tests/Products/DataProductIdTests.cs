using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Tests.Products;

public sealed class DataProductIdTests
{
    [Theory]
    [InlineData("orders.orders")]
    [InlineData("orders.fact_order_events")]
    [InlineData("a.b")]
    [InlineData("o2.v2")]
    [InlineData("orders.data_v2_final")]
    public void Parse_valid_name_prints_the_same(string text) => Assert.Equal(text, DataProductId.Parse(text).ToString());

    [Theory]
    [InlineData(null, "nothing is not a product's name, which is \"domain.product\".")]
    [InlineData("orders", "\"orders\" is not a product's name, which is \"domain.product\".")]
    [InlineData(".orders", "Domain is empty; it is 1 to 63 lower-case letters, digits and underscores.")]
    [InlineData("orders.", "Product is empty; it is 1 to 63 lower-case letters, digits and underscores.")]
    [InlineData("Orders.orders", "Domain \"Orders\" does not begin with a lower-case letter.")]
    [InlineData("orders.1st", "Product \"1st\" does not begin with a lower-case letter.")]
    [InlineData("orders.a.b", "Product \"a.b\" holds \".\"; only lower-case letters, digits and underscores.")]
    [InlineData("orders.or\"; drop", "Product \"or\"; drop\" holds \"\"\"; only lower-case letters, digits and underscores.")]
    [InlineData("orders.orders\n", "Product \"orders\\u000a\" holds \"\\u000a\"; only lower-case letters, digits and underscores.")]
    [InlineData("orders.ordérs", "Product \"ordérs\" holds \"é\"; only lower-case letters, digits and underscores.")]
    [InlineData("orders.orders_v2", "Product \"orders_v2\" ends in a version; the version has its own key.")]
    [InlineData("shop_v10.orders", "Domain \"shop_v10\" ends in a version; the version has its own key.")]
    public void Parse_invalid_name_says_which_rule(string? text, string expected)
    {
        Assert.False(DataProductId.TryParse(text, out var id, out var error));
        Assert.Equal(expected, error);
        Assert.Equal(default, id);
    }

    [Fact]
    public void Parse_part_of_63_characters_is_the_longest_and_the_constructor_makes_nothing_that_parse_refuses()
    {
        var longest = new string('a', 63);
        Assert.Equal(longest, DataProductId.Parse($"orders.{longest}").Product);
        Assert.False(DataProductId.TryParse($"orders.{longest}a", out _));

        Assert.Throws<ArgumentException>(() => new DataProductId("orders", "Orders"));
    }

    [Fact]
    public void Json_is_a_text_also_as_a_key_and_says_why_a_name_is_bad()
    {
        var map = new Dictionary<DataProductId, DataProductId> { [new("orders", "orders")] = new("payments", "daily_revenue") };
        var json = JsonSerializer.Serialize(map, MeshJson.Options);
        Assert.Equal("""{"orders.orders":"payments.daily_revenue"}""", json);
        Assert.Equal(map, JsonSerializer.Deserialize<Dictionary<DataProductId, DataProductId>>(json, MeshJson.Options));

        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DataProductId>("\"Orders.orders\"", MeshJson.Options));
        Assert.StartsWith("Domain \"Orders\" does not begin with a lower-case letter.", error.Message, StringComparison.Ordinal);
    }
}
