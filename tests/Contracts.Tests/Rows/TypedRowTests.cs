using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Tests.Avro;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Tests.Rows;

public sealed class TypedRowTests
{
    [Fact]
    public void A_row_is_written_in_canonical_form()
    {
        var contract = new RowContract(RowSamples.Columns);
        foreach (var (row, canonical) in RowSamples.Rows.Concat(RowSamples.FarRows))
        {
            Assert.Equal(canonical, Typed(contract, row).ToJson());
        }
    }

    [Fact]
    [Trait("Category", "Property")]
    public void A_stored_row_has_the_values_that_were_emitted() => Property.ForAll(RowValues.All, given =>
    {
        IReadOnlyList<ColumnDefinition> columns = [new() { Name = "value", Type = given.Type }];
        var emitted = Typed(new RowContract(columns), new JsonObject { ["value"] = given.Value?.DeepClone() }.ToJsonString());

        var stored = Typed(RowContract.OfStored(columns), emitted.ToJson());

        Assert.Equivalent(emitted.Values, stored.Values, strict: true);
        Assert.Equal(emitted.ToJson(), stored.ToJson());
    });

    [Fact]
    public void A_stored_row_may_have_other_columns_than_the_contract()
    {
        var contract = RowContract.OfStored([new() { Name = "id", Type = ColumnType.Parse("INTEGER"), Required = true }, new() { Name = "place", Type = ColumnType.Parse("STRUCT<city:STRING>") }]);

        Assert.Equal("""{"id":null,"place":{"city":"a"}}""", Typed(contract, """{"gone":[1],"place":{"zip":1,"city":"a"}}""").ToJson());
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Members_may_be_in_any_order() => Property.ForAll(
        from first in RowValues.All
        from second in RowValues.All
        select (first, second),
        given =>
        {
            var contract = new RowContract([new() { Name = "first", Type = given.first.Type }, new() { Name = "second", Type = given.second.Type }]);
            var inOrder = new JsonObject { ["first"] = given.first.Value?.DeepClone(), ["second"] = given.second.Value?.DeepClone() };
            var reversed = new JsonObject { ["second"] = given.second.Value?.DeepClone(), ["first"] = given.first.Value?.DeepClone() };
            Assert.Equal(Typed(contract, inOrder.ToJsonString()).ToJson(), Typed(contract, reversed.ToJsonString()).ToJson());
        });

    [Theory]
    [InlineData("""{"a":"x","a":1}""", """{"a":1,"m":null}""")]
    [InlineData("""{"m":{"k":"x","l":2,"k":1},"a":1}""", """{"a":1,"m":{"k":1,"l":2}}""")]
    public void Last_of_several_values_with_one_name_counts(string row, string canonical) =>
        Assert.Equal(canonical, Typed(new RowContract([new() { Name = "a", Type = ColumnType.Parse("INTEGER") }, new() { Name = "m", Type = ColumnType.Parse("MAP<STRING, INTEGER>") }]), row).ToJson());

    [Theory]
    [InlineData("""{"event_id":1}""", "event_id: type: the value is not a UUID such as 123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("{}", "event_id: required: the contract requires a value here")]
    [InlineData("""{"event_id":null}""", "event_id: required: the contract requires a value here")]
    [InlineData("[]", "$: type: a row is a JSON object with a member for each column")]
    [InlineData("null", "$: type: a row is a JSON object with a member for each column")]
    [InlineData("\"x\"", "$: type: a row is a JSON object with a member for each column")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","tatal":3}""", "tatal: undeclared: the contract has no such column; declare it in data-product.yaml or leave it out")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","\ud800":3}""", "?: undeclared: the contract has no such column; declare it in data-product.yaml or leave it out")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","note":"\ud800"}""", "note: type: the value is not a STRING")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","items":[{},{"price":1.234}]}""", "items[1].price: range: the value has more than the 2 decimals of DECIMAL(4,2); round it before it is published")]
    [InlineData("""{"event_id":"123e4567-e89b-12d3-a456-426614174000","items":[{"price":"100"},{"x":1}]}""", "items[0].price: range: the value has more digits than DECIMAL(4,2) holds; items[1].x: undeclared: the STRUCT has no such field")]
    public void A_row_that_does_not_fit_is_refused_with_its_place_and_reason(string row, string expected)
    {
        var contract = new RowContract(
        [
            new() { Name = "event_id", Type = ColumnType.Parse("UUID"), Required = true },
            new() { Name = "note", Type = ColumnType.Parse("STRING") },
            new() { Name = "items", Type = ColumnType.Parse("ARRAY<STRUCT<price:DECIMAL(4,2)>>") },
        ]);
        Assert.Equal(expected, string.Join("; ", contract.Check(JsonElement.Parse(row)).Violations));
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Rows_are_bodies_of_the_columns_schema() => Property.ForAll(RowValues.All, given =>
    {
        IReadOnlyList<ColumnDefinition> columns = [new() { Name = "value", Type = given.Type }];
        var reader = new AvroReader(AvroBody.Of(columns, Typed(new RowContract(columns), new JsonObject { ["value"] = given.Value?.DeepClone() }.ToJsonString())));

        reader.Skip(AvroSchemas.FromColumns(DataProductId.Parse("a.b"), columns));

        Assert.Equal(0, reader.Remaining);
    });

    private static TypedRow Typed(RowContract contract, string row)
    {
        var result = contract.Check(JsonElement.Parse(row));
        Assert.Empty(result.Violations);
        return result.Row!;
    }
}
