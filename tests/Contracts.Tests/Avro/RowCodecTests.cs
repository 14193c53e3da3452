using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using MeshStarter.Contracts.Avro.Rows;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Tests.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Tests.Avro;

public sealed class RowCodecTests
{
    [Fact]
    public void A_row_comes_back_in_canonical_form()
    {
        var codec = new AvroRowCodec(AvroSchemas.FromColumns(DataProductId.Parse("orders.samples"), RowSamples.Columns));
        foreach (var (row, canonical) in RowSamples.Rows.Concat(RowSamples.FarRows))
        {
            Assert.Equal(canonical, codec.Decode(Encoded(codec, row)));
        }
    }

    [Fact]
    public void Body_of_a_canonical_row_is_the_rows_own() => Property.ForAll(RowValues.All, given =>
    {
        var codec = new AvroRowCodec(AvroSchemas.FromColumns(DataProductId.Parse("a.b"), [new() { Name = "value", Type = given.Type }]));
        var body = Encoded(codec, new JsonObject { ["value"] = given.Value?.DeepClone() }.ToJsonString());
        Assert.Equal(body, Encoded(codec, codec.Decode(body)));
    });

    [Fact]
    public void Members_may_be_in_any_order() => Property.ForAll(
        from first in RowValues.All
        from second in RowValues.All
        select (first, second),
        given =>
        {
            var codec = new AvroRowCodec(AvroSchemas.FromColumns(DataProductId.Parse("a.b"), [new() { Name = "first", Type = given.first.Type }, new() { Name = "second", Type = given.second.Type }]));
            var inOrder = new JsonObject { ["first"] = given.first.Value?.DeepClone(), ["second"] = given.second.Value?.DeepClone() };
            var reversed = new JsonObject { ["second"] = given.second.Value?.DeepClone(), ["first"] = given.first.Value?.DeepClone() };
            Assert.Equal(Encoded(codec, inOrder.ToJsonString()), Encoded(codec, reversed.ToJsonString()));
        });

    [Theory]
    [InlineData("""{"event_id":1}""", "event_id: type: the value is not a UUID such as 123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("{}", "event_id: required: the contract requires a value here")]
    [InlineData("""{"event_id":null}""", "event_id: required: the contract requires a value here")]
    [InlineData("[]", "$: type: a row is a JSON object with a member for each column")]
    [InlineData("null", "$: type: a row is a JSON object with a member for each column")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","tatal":3}""", "tatal: undeclared: the contract has no such column; declare it in data-product.yaml or leave it out")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","\ud800":3}""", "?: undeclared: the contract has no such column; declare it in data-product.yaml or leave it out")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","note":"\ud800"}""", "note: type: the value is not a STRING")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","items":[{},{"price":1.234}]}""", "items[1].price: range: the value has more than the 2 decimals of DECIMAL(4,2); round it before it is published")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","items":[{"price":"100"},{"x":1}]}""", "items[0].price: range: the value has more digits than DECIMAL(4,2) holds; items[1].x: undeclared: the STRUCT has no such field")]
    public void A_row_that_does_not_fit_is_refused_with_its_place_and_reason(string row, string expected)
    {
        var codec = new AvroRowCodec(AvroSchemas.FromColumns(
            DataProductId.Parse("orders.events"),
            [
                new() { Name = "event_id", Type = ColumnType.Parse("UUID"), Required = true },
                new() { Name = "note", Type = ColumnType.Parse("STRING") },
                new() { Name = "items", Type = ColumnType.Parse("ARRAY<STRUCT<price:DECIMAL(4,2)>>") },
            ]));
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(expected, string.Join("; ", codec.Encode(JsonElement.Parse(row), output)));
        Assert.Equal(0, output.WrittenCount);
    }

    [Theory]
    [InlineData("""{"type":"enum","name":"E","symbols":["A","B"]}""", "\"B\"", "02", "\"C\"")]
    [InlineData("""{"type":"fixed","name":"F","size":2}""", "\"AP8=\"", "00ff", "\"AA==\"")]
    [InlineData("""{"type":"fixed","name":"F","size":4,"logicalType":"decimal","precision":6,"scale":2}""", "\"-1.50\"", "ffffff6a", "\"10000.00\"")]
    [InlineData("""{"type":"fixed","name":"F","size":16,"logicalType":"uuid"}""", "\"123e4567-e89b-12d3-a456-426614174000\"", "123e4567e89b12d3a456426614174000", "\"x\"")]
    [InlineData("""{"type":"int","logicalType":"time-millis"}""", "\"00:00:00.001000\"", "02", "\"00:00:00.000001\"")]
    [InlineData("""{"type":"long","logicalType":"timestamp-millis"}""", "\"1969-12-31T23:59:59.999000Z\"", "01", "\"1969-12-31T23:59:59.999999Z\"")]
    [InlineData("""{"type":"long","logicalType":"timestamp-nanos"}""", "\"1970-01-01T00:00:00.000001Z\"", "d00f", "\"9999-01-01T00:00:00Z\"")]
    [InlineData("""{"type":"long","logicalType":"local-timestamp-micros"}""", "\"1970-01-01T00:00:00.000001\"", "02", "\"1970-01-01T00:00:00Z\"")]
    [InlineData("""{"type":"long","logicalType":"local-timestamp-micros"}""", "\"1970-01-01T00:00:00\"", "00", "\"1970-01-01T00:00:00\\u002B04:00\"")]
    [InlineData("""["null","long","string"]""", "\"a\"", "040261", "true")]
    [InlineData("""["long","null"]""", "null", "02", "\"a\"")]
    [InlineData("""["null","double","long"]""", "9007199254740993", "048280808080808020", "true")]
    [InlineData("""["float","int","null"]""", "16777217", "0282808010", "true")]
    [InlineData("""["null","float","double"]""", "0.123456789012", "0412954637dd9abf3f", "true")]
    [InlineData("""["null","long",{"type":"record","name":"P","fields":[{"name":"x","type":"int"}]}]""", """{"x":1}""", "0402", """{"x":"1"}""")]
    [InlineData("""{"type":"map","values":"int"}""", """{"a":1}""", "0202610200", """{"a":null}""")]
    [InlineData("""{"type":"array","items":"null"}""", "[null,null]", "0400", "[1]")]
    public void Types_that_only_an_avsc_has_are_written_too(string type, string value, string hex, string wrong)
    {
        var codec = new AvroRowCodec(AvroSchema.Parse(type));
        var body = Encoded(codec, value);
        Assert.Equal(hex, Convert.ToHexStringLower(body));
        Assert.Equal(value, codec.Decode(body));
        Assert.Single(codec.Check(JsonElement.Parse(wrong)));
    }

    [Fact]
    public void A_list_within_itself_is_written_and_read()
    {
        var codec = new AvroRowCodec(AvroSchema.Parse("""{"type":"record","name":"Node","fields":[{"name":"value","type":"int"},{"name":"next","type":["null","Node"]}]}"""));
        const string Row = """{"value":1,"next":{"value":2,"next":{"value":3,"next":null}}}""";
        Assert.Equal(Row, codec.Decode(Encoded(codec, Row)));
        Assert.Throws<AvroDataException>(() => codec.Decode([.. Enumerable.Repeat((byte)2, 100_000)]));
    }

    [Theory]
    [InlineData("""{"type":"int","logicalType":"date"}""", "feffffff0f")]
    [InlineData("""{"type":"long","logicalType":"time-micros"}""", "01")]
    [InlineData("""{"type":"long","logicalType":"timestamp-micros"}""", "feffffffffffffffff01")]
    [InlineData("""{"type":"string","logicalType":"uuid"}""", "0261")]
    [InlineData("""{"type":"bytes","logicalType":"decimal","precision":2}""", "0264")]
    [InlineData("\"int\"", "0200")]
    public void A_body_that_holds_no_such_value_is_refused(string type, string hex) =>
        Assert.Throws<AvroDataException>(() => new AvroRowCodec(AvroSchema.Parse(type)).Decode(Convert.FromHexString(hex)));

    private static byte[] Encoded(AvroRowCodec codec, string row)
    {
        var body = new ArrayBufferWriter<byte>();
        Assert.Empty(codec.Encode(JsonElement.Parse(row), body));
        return body.WrittenSpan.ToArray();
    }
}
