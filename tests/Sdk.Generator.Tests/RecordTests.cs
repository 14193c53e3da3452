using System.Text.Json;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Sdk.Generator.Tests;

public sealed class RecordTests
{
    private const string AllTypes =
        """
        name: shop.all_types
        owner: shop@example.org
        description: Every <type> & "all"
        schema:
          - { name: id, type: UUID, required: true }
          - { name: flag, type: BOOLEAN, required: true }
          - { name: small, type: INTEGER, required: true }
          - { name: large, type: BIGINT, required: true }
          - { name: single, type: REAL, required: true }
          - { name: double, type: DOUBLE, required: true }
          - { name: price, type: "DECIMAL(18,2)", required: true }
          - { name: huge, type: "DECIMAL(38,0)", required: true }
          - { name: text, type: STRING, required: true }
          - { name: day, type: DATE, required: true }
          - { name: time, type: TIME, required: true }
          - { name: instant, type: TIMESTAMP, required: true }
          - { name: wall, type: TIMESTAMP_NTZ, required: true }
          - { name: bytes, type: BINARY, required: true }
          - { name: list, type: "ARRAY<INTEGER>", required: true }
          - { name: map, type: "MAP<STRING, DECIMAL(9,3)>", required: true }
          - { name: address, type: "STRUCT<street:STRING, place:STRUCT<zip_code:STRING>>", required: true }
          - { name: nothing, type: DATE }
        """;

    [Fact]
    public async Task Every_type_of_a_contract_is_written_as_the_contract_wants_it_and_read_again()
    {
        const string Code =
            """
            using System.Text.Json;
            using MeshStarter.Shop.Products.AllTypes;

            public static class Use
            {
                public static bool Run(JsonSerializerOptions options, Func<JsonElement, string> check, Func<MeshStarter.Contracts.Rows.IRowRecord, string> take)
                {
                    var row = new AllTypesRow(
                        new Guid("00000000-0000-0000-0000-000000000001"), true, 1, 2L, float.NaN, double.NegativeInfinity, 1.5m, "12345678901234567890123456789012345678", "é",
                        new DateOnly(2026, 1, 31), new TimeOnly(12, 30, 0, 1, 2), new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.FromHours(2)), new DateTime(2026, 1, 31, 12, 30, 0),
                        new byte[] { 1, 2 }, new int?[] { 1, null }, new Dictionary<string, decimal?> { ["Key"] = 2m },
                        new AllTypesAddress("Road", new AllTypesAddressPlace("123")));
                    var canonical = check(JsonSerializer.SerializeToElement(row, options));
                    return check(JsonSerializer.SerializeToElement(JsonSerializer.Deserialize<AllTypesRow>(canonical, options), options)) == canonical
                        && take(row) == canonical
                        && canonical == "{\"id\":\"00000000-0000-0000-0000-000000000001\",\"flag\":true,\"small\":1,\"large\":2,\"single\":\"NaN\",\"double\":\"-Infinity\",\"price\":\"1.50\",\"huge\":\"12345678901234567890123456789012345678\",\"text\":\"é\",\"day\":\"2026-01-31\",\"time\":\"12:30:00.001002\",\"instant\":\"2026-01-31T10:30:00Z\",\"wall\":\"2026-01-31T12:30:00\",\"bytes\":\"AQI=\",\"list\":[1,null],\"map\":{\"Key\":\"2.000\"},\"address\":{\"street\":\"Road\",\"place\":{\"zip_code\":\"123\"}},\"nothing\":null}"
                        ? true : throw new InvalidOperationException(canonical);
                }
            }
            """;
        var contract = new RowContract(DescriptorReader.Read(AllTypes, "data-product.yaml").Descriptor!.Schema);
        var compiled = await CompiledContracts.OfAsync(Code, ("Products/AllTypes/data-product.yaml", AllTypes));

        Assert.Equal(true, compiled.Call(MeshJson.Options, (Func<JsonElement, string>)(row => Canonical(contract.Check(row))), (Func<IRowRecord, string>)(row => Canonical(contract.Check(row)))));

        static string Canonical(RowResult result)
        {
            Assert.Empty(result.Violations);
            return result.Row!.ToJson();
        }
    }

    [Fact]
    public async Task Schema_alongside_a_descriptor_names_the_records_and_says_where_nothing_is_null()
    {
        const string Descriptor =
            """
            name: shop.fact_order_events
            owner: shop@example.org
            schema:
              - { name: order_id, type: UUID, required: true }
              - { name: items, type: "ARRAY<STRUCT<product_id:UUID, quantity:INTEGER>>", required: true }
            """;
        const string Schema =
            """
            {
            	"type": "record", "name": "OrderEvent", "namespace": "shop",
            	"fields": [
            		{ "name": "order_id", "type": { "type": "string", "logicalType": "uuid" } },
            		{ "name": "items", "type": { "type": "array", "items": { "type": "record", "name": "Item", "fields": [
            			{ "name": "product_id", "type": { "type": "string", "logicalType": "uuid" } },
            			{ "name": "quantity", "type": ["null", "int"], "default": null } ] } } }
            	]
            }
            """;
        const string Code =
            """
            using MeshStarter.Shop.Products.FactOrderEvents;

            public static class Use
            {
                public static string Run()
                {
                    IReadOnlyList<Item> items = new OrderEvent(Guid.Empty, [new Item(Guid.Empty), new Item(ProductId: Guid.Empty, Quantity: 2)]).Items;
                    return Name<OrderEvent>() + string.Join(",", items.Select(item => item.Quantity?.ToString() ?? "none"));
                }

                private static string Name<T>() where T : MeshStarter.Sdk.Publishing.IPublishedRow => T.Product;
            }
            """;

        var compiled = await CompiledContracts.OfAsync(Code, ("Products/FactOrderEvents/data-product.yaml", Descriptor), ("Products/FactOrderEvents/order_event.avsc", Schema));

        Assert.Equal("shop.fact_order_events@1none,2", compiled.Call());
    }

    [Fact]
    public async Task Copy_of_a_contract_that_is_consumed_makes_a_record_that_is_read_and_not_published()
    {
        const string Schema =
            """
            { "type": "record", "name": "fact_order_events", "namespace": "orders", "fields": [
              { "name": "total", "type": ["null", { "type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2 }] },
              { "name": "kind", "type": { "type": "enum", "name": "Kind", "symbols": ["A"] } },
              { "name": "kinds", "type": { "type": "map", "values": "Kind" } } ] }
            """;
        const string Code =
            """
            using MeshStarter.Shop.Consumes;
            using MeshStarter.Sdk;

            public static class Use
            {
                public static string Run(System.Text.Json.JsonSerializerOptions options)
                {
                    var row = System.Text.Json.JsonSerializer.Deserialize<FactOrderEventsRow>("{\"kind\":\"A\",\"kinds\":{\"x\":\"A\"},\"total\":\"1.50\",\"more\":1}", options)!;
                    return $"{row is IPublishedRow} {Contract<FactOrderEventsRow>()} {row.Total} {row.Kind} {row.Kinds["x"]}";
                }

                private static string Contract<T>() where T : IProductRow =>
                    T.Product + "(" + string.Join(", ", System.Linq.Enumerable.Select(T.Columns, column => $"{column.Name} {column.Type}{(column.Required ? "!" : "")}")) + ")";
            }
            """;

        var compiled = await CompiledContracts.OfAsync(Code, ("Consumes/orders.fact_order_events.avsc", Schema));

        Assert.Equal("False orders.fact_order_events(total DECIMAL(18,2), kind STRING!, kinds MAP<STRING, STRING>!) 1.50 A A", compiled.Call(MeshJson.Options));
    }

    // What "mesh contract" writes, which a consumer begins with.
    [Fact]
    public async Task Schema_of_any_contract_can_be_kept_by_a_consumer_as_it_is()
    {
        var descriptor = DescriptorReader.Read(AllTypes, "data-product.yaml").Descriptor!;
        var compiled = await CompiledContracts.OfAsync(
            "public static class Use { public static string? Run() => new MeshStarter.Shop.Consumes.Address(\"Road\", new(ZipCode: \"1\")).Place?.ZipCode; }",
            ("Consumes/shop.all_types@1.avsc", AvroSchemas.FromDescriptor(descriptor).ToString()));

        Assert.Equal("1", compiled.Call());
    }

    [Fact]
    public async Task Names_that_csharp_does_not_take_as_they_are_get_others_and_keep_theirs_on_the_wire()
    {
        const string Descriptor =
            """
            name: shop.odd
            owner: shop@example.org
            schema:
              - { name: class, type: STRING, required: true }
              - { name: order_id, type: STRING, required: true }
              - { name: orderId, type: STRING, required: true }
              - { name: __, type: STRING, required: true }
              - { name: _1st, type: STRING, required: true }
              - { name: to_string, type: STRING, required: true }
              - { name: odd_row, type: STRING, required: true }
              - { name: product, type: STRING, required: true }
              - { name: row, type: "STRUCT<event:STRING>", required: true }
            """;
        const string Code =
            """
            public static class Use
            {
                public static string Run(System.Text.Json.JsonSerializerOptions options) => System.Text.Json.JsonSerializer.Serialize(new My.@event.Products.@class.OddRow(
                    Class: "1", OrderId: "2", OrderId2: "3", Column: "4", _1st: "5", ToString2: "6", OddRow2: "7", Product: "8", Row: new My.@event.Products.@class.OddRow2("9")), options);
            }
            """;

        var compiled = await CompiledContracts.OfAsync("My.event", Code, ("Products/class/data-product.yaml", Descriptor));

        Assert.Equal(
            """{"class":"1","order_id":"2","orderId":"3","__":"4","_1st":"5","to_string":"6","odd_row":"7","product":"8","row":{"event":"9"}}""",
            compiled.Call(MeshJson.Options));
    }

    [Fact]
    public async Task Optional_column_at_the_end_may_be_left_out_and_one_before_may_not()
    {
        const string Descriptor =
            """
            name: shop.growing
            owner: shop@example.org
            schema:
              - { name: a, type: STRING }
              - { name: b, type: STRING, required: true }
              - { name: c, type: STRING }
            """;
        var compiled = await CompiledContracts.OfAsync(
            """
            using MeshStarter.Shop.Products.Growing;
            static class Use { static GrowingRow[] Run() => [new("1", "2"), new(null, "2", "3"), new("2")]; }
            """,
            ("Products/Growing/data-product.yaml", Descriptor));

        Assert.Equal(["CS7036 1", "MESH1105 1"], compiled.Found.Select(each => $"{each.Id} {each.Location.GetLineSpan().StartLinePosition.Line}").Order(StringComparer.Ordinal));
    }
}
