using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Sdk.Branches;

namespace MeshStarter.Sdk.Tests.Branches;

public sealed class BranchRowTextTests
{
    private static readonly TableSchema Before = TableSchema.FromColumns(
        [Column("id", "BIGINT"), Column("place", "STRUCT<city:STRING, spots:ARRAY<STRUCT<x:INTEGER>>>"), Column("by_day", "MAP<STRING, STRUCT<n:INTEGER>>")]);

    [Theory]
    [InlineData("""{"id":1,"place":{"city":"São \"Paulo\"\u0001","spots":[{"x":1},null]},"by_day":{"é":{"n":null},"b":null}}""")]
    [InlineData("""{"id":null,"place":null,"by_day":null}""")]
    [InlineData("""{"id":1,"place":{"city":null,"spots":[]},"by_day":{}}""")]
    [InlineData("""{"note":"new","id":1,"place":{"city":"a","spots":[{"x":1,"y":0}],"zone":"b"},"by_day":{"a":{"n":1,"m":[null]}}}""")]
    public void Row_without_a_null_of_a_later_column_is_its_own_text(string row) => Assert.Equal(row, BranchRowText.Of(JsonElement.Parse(row), Before.Row));

    [Fact]
    public void Null_of_a_later_column_or_field_does_not_count()
    {
        const string Row = """{"note":null,"id":1,"place":{"city":"a","spots":[{"x":1,"y":null},{"x":2,"y":2}],"zone":null},"by_day":{"note":{"n":null,"m":null}},"last":null}""";

        Assert.Equal("""{"id":1,"place":{"city":"a","spots":[{"x":1},{"x":2,"y":2}]},"by_day":{"note":{"n":null}}}""", BranchRowText.Of(JsonElement.Parse(Row), Before.Row));
        Assert.Equal(Row, BranchRowText.Of(JsonElement.Parse(Row), first: null));
    }

    private static ColumnDefinition Column(string name, string type) => new() { Name = name, Type = ColumnType.Parse(type) };
}
