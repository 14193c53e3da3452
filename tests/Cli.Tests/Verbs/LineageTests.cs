using System.Text.Json;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary><c>mesh lineage</c>.</summary>
public sealed class LineageTests
{
    /// <summary>A product that a job makes of another one and of a table of the operational side.</summary>
    internal const string Page =
        """
        {"node":"dataset:mesh:b.b","direction":"both","level":"product","depth":3,"total_nodes":4,"total_edges":3,"is_whole":false,"next":null,
        "nodes":[
        {"id":"dataset:mesh:b.b","type":"product","namespace":"mesh","name":"b.b","distance":0,"product":{"version":"1.0.0","kind":"aggregate","owner":"b@example.org","description":"d","classification":"internal","status":{"state":"at_risk"}}},
        {"id":"job:b:make","type":"job","namespace":"b","name":"make","distance":-1},
        {"id":"dataset:mesh:a.a","type":"product","namespace":"mesh","name":"a.a","distance":-1,"product":{"version":"1.0.0","kind":"source-aligned","owner":"a@example.org","description":"d","classification":"internal","status":{"state":"met"}}},
        {"id":"dataset:postgres://db:t","type":"dataset","namespace":"postgres://db","name":"public.t","distance":-1,"source":"postgres://db"}],
        "edges":[
        {"from":"dataset:mesh:a.a","to":"job:b:make","kind":"reads"},{"from":"dataset:postgres://db:t","to":"job:b:make","kind":"reads"},{"from":"job:b:make","to":"dataset:mesh:b.b","kind":"writes"}]}
        """;

    private const string Columns =
        """
        {"node":"datasetField:mesh:b.b:sum","direction":"upstream","level":"column","depth":1,"total_nodes":2,"total_edges":1,"is_whole":true,"next":null,
        "nodes":[{"id":"datasetField:mesh:b.b:sum","type":"column","namespace":"mesh","name":"b.b","column":"sum","distance":0},{"id":"datasetField:mesh:a.a:total","type":"column","namespace":"mesh","name":"a.a","column":"total","distance":-1}],
        "edges":[{"from":"datasetField:mesh:a.a:total","to":"datasetField:mesh:b.b:sum","kind":"AGGREGATION"}]}
        """;

    private const string Alone =
        """
        {"node":"datasetField:mesh:b.b:sum","direction":"both","level":"column","depth":3,"total_nodes":1,"total_edges":0,"is_whole":true,"next":null,
        "nodes":[{"id":"datasetField:mesh:b.b:sum","type":"column","namespace":"mesh","name":"b.b","column":"sum","distance":0}],
        "edges":[]}
        """;

    [Fact]
    public async Task Datasets_are_written_with_those_that_their_jobs_read()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(Page));

        var (exitCode, output, errors) = await MeshCommand.CallAsync(["lineage", "b.b", .. mesh.Options]);

        Assert.Equal(
            (0, "0\tb.b\ta.a, public.t\tat risk\tb@example.org\n-1\ta.a\t-\tmet\ta@example.org\n-1\tpublic.t\t-\t-\tpostgres://db\n", "There is more beyond 3 steps: raise --depth.\n"),
            (exitCode, output, errors));
        Assert.Equal(["GET /lineage?node=b.b&direction=both&depth=3&level=product&limit=5000"], mesh.Requests);
    }

    [Fact]
    public async Task Node_and_edge_that_two_pages_have_come_once()
    {
        // The graph changes between them.
        await using var mesh = await CannedMesh.StartAsync(http => CannedMesh.Json(http.Request.Query.ContainsKey("cursor") ? Page : Page.Replace("\"next\":null", "\"next\":\"c\"", StringComparison.Ordinal)));

        var (exitCode, output, _) = await MeshCommand.CallAsync(["lineage", "b.b", .. mesh.Options]);

        Assert.Equal((0, "0\tb.b\ta.a, public.t\tat risk\tb@example.org\n-1\ta.a\t-\tmet\ta@example.org\n-1\tpublic.t\t-\t-\tpostgres://db\n"), (exitCode, output));
        Assert.Equal([1, 2, 0, 0], await EdgesAsync());

        async Task<IEnumerable<int>> EdgesAsync() =>
            (await MeshCommand.CallAsync(["lineage", "b.b", "--format", "json", .. mesh.Options])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line).GetProperty("from").GetArrayLength());
    }

    [Fact]
    public async Task Columns_are_written_with_how_they_are_made()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(Columns));

        Assert.Equal((0, "0\tb.b.sum\ta.a.total (aggregation)\t-\t-\n-1\ta.a.total\t-\t-\t-\n", ""), await MeshCommand.CallAsync(["lineage", "b.b", "--column", "sum", "--direction", "upstream", "--depth", "1", .. mesh.Options]));
        Assert.Equal(["GET /lineage?node=b.b.sum&direction=upstream&depth=1&level=column&limit=5000"], mesh.Requests);
    }

    [Theory]
    [InlineData("Desk/Products/B/pipeline.sql#L1", "b.b is computed by a SELECT, of which columns have no lineage: mesh lineage b.b shows the products that it reads.\n")]
    [InlineData("Desk/Products/B/MakeB.cs#L1", "")]
    public async Task Column_of_a_select_is_said_to_have_no_lineage(string location, string said)
    {
        var product = Page.Replace("\"name\":\"make\",", $"\"name\":\"make\",\"transformation\":{{\"sql\":null,\"location\":\"{location}\",\"processing\":\"BATCH\",\"state\":\"COMPLETE\",\"at\":null}},", StringComparison.Ordinal);
        await using var mesh = await CannedMesh.StartAsync(http => CannedMesh.Json(http.Request.Query["level"] == "product" ? product : Alone));

        Assert.Equal((0, "0\tb.b.sum\t-\t-\t-\n", said), await MeshCommand.CallAsync(["lineage", "b.b", "--column", "sum", .. mesh.Options]));
        Assert.Equal(["GET /lineage?node=b.b.sum&direction=both&depth=3&level=column&limit=5000", "GET /lineage?node=b.b&direction=upstream&depth=1&level=product&limit=5000"], mesh.Requests);
        Assert.Equal((0, "0\tb.b.sum\t-\t-\t-\n", ""), await MeshCommand.CallAsync(["lineage", "b.b", "--column", "sum", "--direction", "downstream", .. mesh.Options]));
    }
}
