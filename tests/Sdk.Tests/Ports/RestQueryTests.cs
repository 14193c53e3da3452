using MeshStarter.Contracts;
using MeshStarter.Sdk.Ports.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MeshStarter.Sdk.Tests.Ports;

public sealed class RestQueryTests
{
    private static readonly IReadOnlyList<ColumnDefinition> Schema =
    [
        new ColumnDefinition { Name = "order_id", Type = ColumnType.Parse("UUID") },
        new ColumnDefinition { Name = "total", Type = ColumnType.Parse("DECIMAL(18,2)") },
        new ColumnDefinition { Name = "status", Type = ColumnType.Parse("STRING") },
        new ColumnDefinition { Name = "items", Type = ColumnType.Parse("ARRAY<STRING>") },
    ];

    [Theory]
    [InlineData("", 100, null, 0)]
    [InlineData("?limit=1", 1, null, 0)]
    [InlineData("?limit=1000", 1000, null, 0)]
    [InlineData("?after=77:200", 100, 77L, 200)]
    public void Page_within_bounds_is_read(string text, int limit, long? snapshotId, long offset)
    {
        var (query, problem) = RestQuery.Read(Parse(text), Schema);

        Assert.Null(problem);
        Assert.Equal((limit, snapshotId, offset), (query!.Limit, query.SnapshotId, query.Offset));
        Assert.Empty(query.Filters);
    }

    [Theory]
    [InlineData("?limit=0", "limit: must be a whole number from 1 to 1000.")]
    [InlineData("?limit=1001", "limit: must be a whole number from 1 to 1000.")]
    [InlineData("?limit=ten", "limit: must be a whole number from 1 to 1000.")]
    [InlineData("?after=77", "after: must be the next of a page before, or be left out.")]
    [InlineData("?after=77:-1", "after: must be the next of a page before, or be left out.")]
    [InlineData("?after=77:1:2", "after: must be the next of a page before, or be left out.")]
    [InlineData("?after=77:9223372036854775807", "after: must be the next of a page before, or be left out.")]
    [InlineData("?items=x", "items: is not a column that rows can be filtered by.")]
    [InlineData("?unknown=x", "unknown: is not a column that rows can be filtered by.")]
    [InlineData("?Status=x", "Status: is not a column that rows can be filtered by.")]
    [InlineData("?status=a%00b", "status: no value has the character U+0000.")]
    public void Page_out_of_bounds_is_refused(string text, string problem) => Assert.Equal((null, problem), RestQuery.Read(Parse(text), Schema));

    [Fact]
    public void Page_asks_for_one_row_more_to_know_whether_another_follows()
    {
        var (query, _) = RestQuery.Read(Parse("?limit=10&after=77:20&status=it's&total=1.50"), Schema);

        Assert.Equal(
            "SELECT * FROM (SELECT 1) WHERE \"status\" = CAST('it''s' AS VARCHAR) AND \"total\" = CAST('1.50' AS DECIMAL(18,2)) ORDER BY \"order_id\" LIMIT 11 OFFSET 20",
            query!.Sql("SELECT 1", ["order_id"]));
        Assert.Equal("77:30", query.Next(77));
    }

    private static QueryCollection Parse(string query) => new(QueryHelpers.ParseQuery(query));
}
