using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Contracts.Tests.Rows;

public sealed class RowContractProperties
{
    [Fact]
    [Trait("Category", "Property")]
    public void Canonical_row_is_its_own_canonical_form() => Property.ForAll(RowValues.All, given =>
    {
        var contract = new RowContract([new ColumnDefinition { Name = "value", Type = given.Type }]);

        var once = contract.Check(JsonElement.Parse(new JsonObject { ["value"] = given.Value?.DeepClone() }.ToJsonString()));
        Assert.Empty(once.Violations);
        var twice = contract.Check(JsonElement.Parse(once.Row!.ToJson()));

        Assert.Empty(twice.Violations);
        Assert.Equal(once.Row.ToJson(), twice.Row!.ToJson());
    });

    [Fact]
    [Trait("Category", "Property")]
    public void Anything_at_all_is_taken_or_named_never_thrown() => Property.ForAll(
        from type in Arbitraries.ColumnTypes
        from other in RowValues.All
        select (type, other.Value),
        given =>
        {
            var contract = new RowContract([new ColumnDefinition { Name = "value", Type = given.type }]);

            var result = contract.Check(JsonElement.Parse(new JsonObject { ["value"] = given.Value?.DeepClone() }.ToJsonString()));

            Assert.Equal(result.Row is null, result.Violations.Count > 0);
        });
}
