using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;
using MeshStarter.Sdk.Ports.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MeshStarter.Sdk.Tests.Ports;

[Trait("Category", "Quick")]
public sealed class RestQueryTests
{
    private static readonly IReadOnlyList<ColumnDefinition> Schema =
    [
        new ColumnDefinition { Name = "order_id", Type = ColumnType.Parse("UUID") },
        new ColumnDefinition { Name = "total", Type = ColumnType.Parse("DECIMAL(18,2)") },
        new ColumnDefinition { Name = "status", Type = ColumnType.Parse("STRING") },
        new ColumnDefinition { Name = "seal", Type = ColumnType.Parse("BINARY") },
        new ColumnDefinition { Name = "lines", Type = ColumnType.Parse("INTEGER") },
        new ColumnDefinition { Name = "weight", Type = ColumnType.Parse("DOUBLE") },
        new ColumnDefinition { Name = "items", Type = ColumnType.Parse("ARRAY<STRING>") },
    ];

    private static readonly DataProductDescriptor Product = new() { Name = DataProductId.Parse("orders.orders"), Owner = "orders-team@example.org", Schema = Schema, Key = ["order_id"] };

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
    [InlineData("?after=77:9223372036854775807", "after: must be the next of a page before, or be left out.")]
    [InlineData("?items=x", "items: is not a column that rows can be filtered by. Use limit, after, order_id, total, status, seal, lines, weight.")]
    [InlineData("?Status=x", "Status: is not a column that rows can be filtered by. Use limit, after, order_id, total, status, seal, lines, weight.")]
    [InlineData("?status=a%00b", "status: no value has the character U+0000.")]
    [InlineData("?status=a&status=b", "status: is there 2 times; rows are filtered by one value of a column.")]
    [InlineData("?total=12.345", "total: a value to filter by is not of its column's type, DECIMAL(18,2). Write it as the rows have it.")]
    [InlineData("?seal=hello", "seal: a value to filter by is not of its column's type, BINARY. Write it as the rows have it.")]
    public void Page_out_of_bounds_is_refused(string text, string problem) => Assert.Equal((null, problem), RestQuery.Read(Parse(text), Schema));

    [Fact]
    public void Page_asks_for_one_row_more_to_know_whether_another_follows()
    {
        var (query, _) = RestQuery.Read(Parse("?limit=10&after=77:20&status=it's&total=1.50"), Schema);

        Assert.Equal(
            "SELECT * FROM (SELECT \"order_id\", \"total\", \"status\", \"seal\", \"lines\", \"weight\", \"items\" FROM (SELECT 1)) WHERE \"status\" = CAST('it''s' AS VARCHAR) AND \"total\" = CAST('1.50' AS DECIMAL(18,2)) ORDER BY \"order_id\" LIMIT 11 OFFSET 20",
            query!.Sql("SELECT 1", Product, Decide()));
        Assert.Equal("77:30", query.Next(77));
    }

    [Theory]
    [InlineData("?total=12.3", "first")]
    [InlineData("?total=12.35", "second")]
    [InlineData("?seal=aGVsbG8%3D", "first")]
    [InlineData("?weight=0.5", "first")]
    [InlineData("?weight=15e-1", "second")]
    [InlineData("?status=aGVsbG8%3D", "")]
    public void Rows_are_found_by_the_values_that_they_show(string text, string found)
    {
        using var engine = DuckDbDatabase.Open();
        using var session = engine.Connect();
        session.Execute("""
            CREATE TABLE rows AS SELECT uuid() AS order_id, CAST(total AS DECIMAL(18,2)) AS total, status, encode(seal) AS seal, lines, CAST(weight AS DOUBLE) AS weight, CAST([] AS VARCHAR[]) AS items
            FROM (VALUES (12.3, 'first', 'hello', 1, 0.5), (12.35, 'second', 'aGVsbG8=', 2, 1.5)) AS r(total, status, seal, lines, weight)
            """);
        var (query, problem) = RestQuery.Read(Parse(text), Schema);
        Assert.Null(problem);

        using var page = session.Query(query!.Sql("SELECT * FROM rows", Product, Decide()));
        List<string> statuses = [];
        while (page.NextChunk() is { } chunk)
        {
            statuses.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => chunk[2].GetString(row)));
        }

        Assert.Equal(found.Length == 0 ? [] : [found], statuses);
    }

    // The masked keys of all rows are one value: ordered by it, pages overlapped and left rows out.
    [Fact]
    public void Pages_have_every_row_once_where_the_key_is_hidden()
    {
        const int Rows = 2_000;
        var masked = Decide("{ id: m, description: d, effect: mask, columns: { names: [order_id] }, mask: redact, when: everyone }");
        using var engine = DuckDbDatabase.Open();
        using var session = engine.Connect();
        session.Execute($"CREATE TABLE rows AS SELECT uuid() AS order_id, CAST(n % 3 AS DECIMAL(18,2)) AS total, CAST(n AS VARCHAR) AS status, encode('') AS seal, CAST(n AS INTEGER) AS lines, CAST(n AS DOUBLE) AS weight, CAST([] AS VARCHAR[]) AS items, 'file' || n % 7 AS _file, n // 7 AS _pos FROM range({Rows}) AS r(n)");
        Assert.True(RestQuery.NeedsPlaces(Product, masked));

        List<string> seen = [];
        for (var offset = 0; offset < Rows; offset += 100)
        {
            var (query, _) = RestQuery.Read(Parse($"?after=77:{offset}"), Schema);
            using var page = session.Query(query!.Sql("SELECT * FROM rows", Product, masked));
            Assert.Equal(["order_id", "total", "status", "seal", "lines", "weight", "items"], page.Columns.Select(column => column.Name));
            List<string> statuses = [];
            while (page.NextChunk() is { } chunk)
            {
                statuses.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => chunk[2].GetString(row)));
            }

            seen.AddRange(statuses.Take(100));
        }

        Assert.Equal(Enumerable.Range(0, Rows).Select(number => number.ToString()).Order(), seen.Order());
    }

    private static PolicyDecision Decide(params string[] rules) => PolicyEngine.Decide(
        PolicyBundle.Parse(
            "version: 1\naccess:\n  - { id: all, description: d, effect: permit, actions: [read], when: everyone }\n" + string.Concat(rules.Select(rule => $"  - {rule}\n")) + "registration: []\n",
            "bundle.yaml"),
        new Principal("analyst", "analytics", ["analyst"], ["analytics"]),
        PolicyAction.Read,
        PolicyResource.FromDescriptor(Product));

    private static QueryCollection Parse(string query) => new(QueryHelpers.ParseQuery(query));
}
