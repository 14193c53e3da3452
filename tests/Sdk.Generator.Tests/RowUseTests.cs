namespace MeshStarter.Sdk.Generator.Tests;

/// <summary>Code that does not fit its contract is reported with the contract's line.</summary>
public sealed class RowUseTests
{
    private const string File = "Products/Orders/data-product.yaml";

    private const string Descriptor =
        """
        name: shop.orders
        owner: shop@example.org
        schema:
          - { name: order_id, type: UUID, required: true }
          - { name: total, type: "DECIMAL(18,2)", required: true }
          - { name: placed_at, type: TIMESTAMP }
          - { name: items, type: "ARRAY<STRUCT<product_id:UUID, quantity:INTEGER>>" }
          - { name: labels, type: "MAP<STRING, BIGINT>" }
        """;

    [Theory]
    [InlineData("new { OrderId = Guid.Empty, Total = 1m }")]
    [InlineData("new { order_id = \"text\", total = 1, PlacedAt = DateTimeOffset.UnixEpoch, Items = new[] { new { ProductId = Guid.Empty, Quantity = 1 } }, labels = new Dictionary<string, long>() }")]
    [InlineData("new { OrderId = (Guid?)null, Total = (object)1, Items = (IEnumerable<object>)[] }")]
    [InlineData("(object)new { Whatever = 1 }")]
    [InlineData("new Row(Guid.Empty, 1)")]
    [InlineData("new OrdersRow(Guid.Empty, 1)")]
    [InlineData("new { OrderId = Guid.Empty, Totl = 1m, Total = 2m }", "MESH1104 Code.cs:3 has no field totl (Products/Orders/data-product.yaml:4). Fix: Did you mean total (Products/Orders/data-product.yaml:5)?")]
    [InlineData("new { OrderId = Guid.Empty }", "MESH1105 Code.cs:3 lacks total, which shop.orders requires (Products/Orders/data-product.yaml:5: DECIMAL(18,2))")]
    [InlineData("new { OrderId = Guid.Empty, Total = true }", "MESH1106 Code.cs:3 total of shop.orders is DECIMAL(18,2) (Products/Orders/data-product.yaml:5), which bool does not hold. Fix: Give it decimal.")]
    [InlineData("new { OrderId = 7, Total = 1m }", "MESH1106 Code.cs:3 order_id of shop.orders is UUID")]
    [InlineData("new { OrderId = Guid.Empty, Total = 1m, PlacedAt = DateOnly.MinValue }", "MESH1106 Code.cs:3 placed_at")]
    [InlineData("new { OrderId = Guid.Empty, Total = 1m, Items = new[] { new { ProductId = Guid.Empty, Number = 1 } } }", "MESH1104 Code.cs:3 has no field items.number")]
    [InlineData("new { OrderId = Guid.Empty, Total = 1m, Items = 3 }", "MESH1106 Code.cs:3 items of shop.orders is ARRAY<STRUCT<product_id:UUID, quantity:INTEGER>>")]
    [InlineData("new { OrderId = Guid.Empty, Total = 1m, Labels = new Dictionary<string, string>() }", "MESH1106 Code.cs:3 labels")]
    [InlineData("new Wrong(Guid.Empty, 1)", "MESH1104 Code.cs:3 has no field sum", "MESH1105 Code.cs:3 lacks total")]
    public async Task Row_of_any_type_is_validated_against_the_contract_of_the_publisher_it_is_given_to(string row, params string[] said)
    {
        var code =
            $$"""
            using System.Text.Json.Serialization; using MeshStarter.Sdk; using MeshStarter.Shop.Products.Orders; using Microsoft.Extensions.DependencyInjection; using Npgsql;
            class Desk([FromKeyedServices("orders")] DataProductPublisher publisher) { Task Run(NpgsqlTransaction transaction) => publisher.EmitAsync(
                {{row}}, transaction, default); }
            record Row(Guid OrderId, int Total) { [JsonIgnore] public int Unseen => 1; [JsonPropertyName("placed_at")] public DateTime When => default; }
            record Wrong(Guid OrderId, int Sum);
            """;

        Same(said, await CompiledContracts.OfAsync(code, (File, Descriptor)));
    }

    [Theory]
    [InlineData("new DataProductPublisher(\"shop\", \"orders\", null!)", true)]
    [InlineData("new DataProductPublisher(product: \"orders\", domain: \"shop\", registryUrl: null!)", true)]
    [InlineData("services.GetRequiredKeyedService<DataProductPublisher>(\"orders\")", true)]
    [InlineData("new DataProductPublisher(\"other\", \"orders\", null!)", false)]
    [InlineData("new DataProductPublisher(\"shop\", Environment.NewLine, null!)", false)]
    public async Task Publisher_is_known_by_what_it_is_made_with(string publisher, bool isKnown)
    {
        var code =
            $$"""
            using MeshStarter.Sdk; using Microsoft.Extensions.DependencyInjection; using Npgsql;
            class Desk { Task Run(IServiceProvider services, NpgsqlTransaction transaction) { var publisher = {{publisher}};
                return publisher.EmitAllAsync([new { OrderId = Guid.Empty }], transaction, default); } }
            """;

        Same(isKnown ? ["MESH1105 Code.cs:3 lacks total"] : [], await CompiledContracts.OfAsync(code, (File, Descriptor)));
    }

    [Theory]
    [InlineData("new OrdersRow(Guid.Empty, \"1\")", "MESH1106 Code.cs:3 total of shop.orders is DECIMAL(18,2) (Products/Orders/data-product.yaml:5), which string does not hold. Fix: Give it decimal.")]
    [InlineData("new OrdersRow(Guid.Empty, Totl: 1)", "MESH1104 Code.cs:3 has no field Totl (Products/Orders/data-product.yaml:4). Fix: Did you mean Total (Products/Orders/data-product.yaml:5)?", "MESH1105 Code.cs:3 lacks total")]
    [InlineData("new OrdersRow(Guid.Empty)", "MESH1105 Code.cs:3 lacks total, which shop.orders requires (Products/Orders/data-product.yaml:5: DECIMAL(18,2))")]
    [InlineData("new OrdersRow(Guid.Empty, 1, null, null, null, 7)", "MESH1104 Code.cs:3 has no field number 6")]
    [InlineData("row with { Totl = 1 }", "MESH1104 Code.cs:3 has no field Totl")]
    [InlineData("row.Totl", "MESH1104 Code.cs:3 has no field Totl")]
    [InlineData("row.Items![0]!.Quantty", "MESH1104 Code.cs:3 has no field Quantty (Products/Orders/data-product.yaml:7). Fix: Did you mean Quantity (Products/Orders/data-product.yaml:7)?")]
    [InlineData("publisher.EmitAsync(new { OrderId = Guid.Empty, Totl = 1 }, null!, default)", "MESH1104 Code.cs:3 has no field totl", "MESH1105 Code.cs:3 lacks total")]
    public async Task Record_that_csharp_refuses_is_reported_with_the_line_of_the_contract_too(string use, params string[] said)
    {
        var compiled = await CompiledContracts.OfAsync(
            $$"""
            using MeshStarter.Sdk; using MeshStarter.Shop.Products.Orders;
            class Desk { object Run(OrdersRow row, DataProductPublisher<OrdersRow> publisher) =>
                {{use}}; }
            """,
            (File, Descriptor));

        Same(said, compiled);
        Assert.NotEmpty(compiled.Of("CS"));
    }

    private static void Same(string[] said, CompiledContracts compiled)
    {
        var found = compiled.Of("MESH").Select(each => $"{each.Id} {each.Location.GetLineSpan().Path}:{each.Location.GetLineSpan().StartLinePosition.Line + 1} {each.GetMessage(null)}").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(said.Length, found.Count);
        Assert.All(said.Zip(found), pair =>
        {
            var place = pair.First[.."MESH1104 Code.cs:3 ".Length];
            Assert.StartsWith(place, pair.Second, StringComparison.Ordinal);
            Assert.Contains(pair.First[place.Length..], pair.Second, StringComparison.Ordinal);
        });
        Assert.Empty(compiled.Of("AD").Concat(compiled.Of("CS8785")));
    }
}
