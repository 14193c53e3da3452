using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using MeshStarter.DuckDb;

namespace MeshStarter.QueryProxy.Tests.Proxy;

[Collection(ProxyCollection.Name)]
public sealed class DirectQueryTests(ProxyFixture mesh)
{
    [Theory]
    [InlineData(null, "text/plain", "SELECT status, customer_email, total, purchased_at FROM orders.orders ORDER BY purchased_at LIMIT 1")]
    [InlineData("application/x-ndjson", "application/sql", "SELECT status, customer_email, total, purchased_at FROM orders.orders ORDER BY purchased_at LIMIT 1")]
    [InlineData("application/json", "application/json", """{"sql": "SELECT status, customer_email, total, purchased_at FROM orders.orders ORDER BY purchased_at LIMIT 1"}""")]
    public async Task Rows_come_as_json_lines(string? accept, string contentType, string body)
    {
        using var answer = await mesh.AskAsync(body, accept: accept, contentType: contentType);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("{\"status\":\"placed\",\"customer_email\":\"****\",\"total\":\"0.00\",\"purchased_at\":\"2018-01-01T00:00:00Z\"}\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Rows_come_as_csv()
    {
        using var answer = await mesh.AskAsync("SELECT status, NULL AS nothing, total FROM orders.orders ORDER BY purchased_at LIMIT 2", accept: "text/csv");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("status,nothing,total\nplaced,,0.00\npaid,,0.07\n", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("text/csv", "=now(),b\n=1+1,-5.0\n\"@a,\"\"b\",\n+x,7.0\nplain-1,-0.5\n")]
    [InlineData("text/csv; formulas=escaped", "'=now(),b\n'=1+1,-5.0\n\"'@a,\"\"b\",\n'+x,7.0\nplain-1,-0.5\n")]
    public async Task Csv_for_spreadsheets_has_no_formula_and_its_numbers_stay(string accept, string expected)
    {
        using var answer = await mesh.AskAsync("""SELECT * FROM (VALUES ('=1+1', CAST(-5 AS DOUBLE)), ('@a,"b', NULL), ('+x', 7), ('plain-1', -0.5)) AS t("=now()", b)""", accept: accept);

        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("SELECT 1e0 AS x, total * 1.1e0 AS y FROM orders.orders; -- a comment")]
    [InlineData("SELECT 0.1e0 + 0.2e0 AS x, sum(1e0) AS y, sum(1) AS n, max(order_id) AS k FROM orders.orders FOR VERSION AS OF 'main'")]
    public async Task Doubles_are_doubles_in_every_format(string sql)
    {
        var rows = await mesh.Session(mesh.Analyst).RunAsync(sql);
        using var arrow = await mesh.AskAsync(sql, accept: "application/vnd.apache.arrow.stream");
        using var parquet = await mesh.AskAsync(sql, accept: "application/vnd.apache.parquet");

        Assert.Equal(["double", "double"], rows.Columns.Take(2).Select(column => column!["type"]!.GetValue<string>()));
        using var batches = new ArrowStreamReader(await arrow.Content.ReadAsStreamAsync());
        Assert.Equal([ArrowTypeId.Double, ArrowTypeId.Double], (await batches.ReadNextRecordBatchAsync()).Schema.FieldsList.Take(2).Select(field => field.DataType.TypeId));
        Assert.Equal(["DOUBLE", "DOUBLE"], TypesOf(await parquet.Content.ReadAsByteArrayAsync()).Take(2));
    }

    [Fact]
    public async Task Large_answer_streams_to_its_end()
    {
        using var answer = await mesh.AskAsync("SELECT range AS x, lpad('', 100, 'y') AS y FROM range(300000)", accept: "text/csv");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(300_001, lines.Length);
        Assert.StartsWith("299999,", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_answer_is_complete_and_empty()
    {
        using var lines = await mesh.AskAsync("SELECT 1 AS x WHERE false");
        Assert.Equal((HttpStatusCode.OK, ""), (lines.StatusCode, await lines.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("SELECT * FROM", 400, "query-invalid", "SYNTAX_ERROR")]
    [InlineData("SELECT getenv('PATH')", 400, "query-invalid", "FUNCTION_NOT_FOUND")]
    [InlineData("SELECT * FROM orders.nothing", 404, "product-not-found", "TABLE_NOT_FOUND")]
    [InlineData("SELECT * FROM payments.ledger", 403, "forbidden", "PERMISSION_DENIED")]
    [InlineData("USE orders", 400, "query-invalid", "NOT_SUPPORTED")]
    [InlineData("SELECT * FROM evil.thief", 503, "unavailable", "MESH_DATA_UNREADABLE")]
    public async Task Error_before_the_first_row_is_a_problem(string sql, int status, string type, string name)
    {
        using var answer = await mesh.AskAsync(sql);

        await AssertProblemAsync(answer, status, type, name);
    }

    [Fact]
    public async Task Query_past_its_time_is_a_problem_and_the_next_one_answers()
    {
        await using var hasty = await mesh.StartAsync(("Mesh__Query__TimeLimit", "00:00:03"));

        using var answer = await mesh.AskAsync("SELECT count(*) FROM range(100000000000) a WHERE sin(a.range) > 2", proxy: hasty.Http);

        await AssertProblemAsync(answer, 504, "query-timeout", "EXCEEDED_TIME_LIMIT");
        Assert.Equal("[[1]]", (await new TrinoSession(hasty.Http, mesh.Analyst).RunAsync("SELECT 1")).Data);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, int status, string type, string name)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal($"urn:mesh:problem:{type}", problem["type"]!.GetValue<string>());
        Assert.Equal(name, problem["error_name"]!.GetValue<string>());
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.NotNull(problem["detail"]);
        Assert.Null(answer.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("text/csv")]
    public async Task Error_midway_breaks_the_answer_off(string accept)
    {
        using var answer = await mesh.AskAsync("SELECT CASE WHEN range < 200000 THEN range ELSE CAST('not a number' AS BIGINT) END AS x, lpad('', 50, 'y') AS y FROM range(300000)", accept: accept);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        var seen = new MemoryStream();
        await Assert.ThrowsAnyAsync<Exception>(async () => await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(seen));
        var text = Encoding.UTF8.GetString(seen.ToArray());
        Assert.Equal(accept == "application/x-ndjson", text.Contains("{\"error\":{\"name\":\"INVALID_CAST_ARGUMENT\"", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("text/csv", "--http1.1", 18)]
    [InlineData("application/x-ndjson", "--http1.1", 18)]
    [InlineData("text/csv", "--http1.1 --compressed", 18)]
    [InlineData("text/csv", "--http1.0", 56)]
    [InlineData("application/x-ndjson", "--http1.0", 56)]
    [InlineData("text/csv", "--http2", 92)]
    public async Task Truncated_response_is_an_error_to_curl(string accept, string how, int exitCode)
    {
        var began = mesh.Proxy.Log.Length;
        var (code, query) = await CurlAsync(accept, how);

        Assert.Equal(exitCode, code);
        Assert.Contains($"Query {query} failed after its first rows (INVALID_CAST_ARGUMENT); its answer is truncated", Assert.Single(await mesh.Proxy.LoggedAsync(query)), StringComparison.Ordinal);
        Assert.DoesNotContain("exception", mesh.Proxy.Log[began..], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Format_that_does_not_exist_is_not_acceptable()
    {
        using var answer = await mesh.AskAsync("SELECT 1", accept: "application/xml");
        Assert.Equal(HttpStatusCode.NotAcceptable, answer.StatusCode);
    }

    [Theory]
    [InlineData("", "text/plain")]
    [InlineData("{\"sql\": 5}", "application/json")]
    [InlineData("not json", "application/json")]
    public async Task Body_without_a_query_is_a_bad_request(string body, string contentType)
    {
        using var answer = await mesh.AskAsync(body, contentType: contentType);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Reader_that_goes_away_frees_the_worker()
    {
        for (var i = 0; i < 4; i++)
        {
            using var answer = await mesh.AskAsync("SELECT range AS x, lpad('', 1000, 'y') AS y FROM range(1000000)");
            var stream = await answer.Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[1000]);
        }

        using var next = await mesh.AskAsync("SELECT 1 AS x");
        Assert.Equal("{\"x\":1}\n", await next.Content.ReadAsStringAsync());
    }

    /// <summary>curl's exit code for a query that fails midway, and the query's id.</summary>
    private async Task<(int ExitCode, string Query)> CurlAsync(string accept, string how)
    {
        const string Sql = "SELECT CASE WHEN range < 100000 THEN range ELSE CAST('not a number' || CAST(range AS varchar) AS BIGINT) END AS x, lpad('', 50, 'y') AS y FROM range(150000)";
        string[] arguments =
        [
            .. how.Split(' '), "--silent", "--output", "/dev/null", "--dump-header", "-", "--header", "@-", "--header", $"Accept: {accept}", "--header", "Content-Type: text/plain",
            "--cacert", mesh.CertificatePath, "--data-binary", Sql, new Uri(how == "--http2" ? mesh.Https : mesh.Http, "/query").ToString(),
        ];
        try
        {
            // The token is not for the list of processes.
            var (exit, headers, _) = await ForeignProgram.AnswerAsync("curl", arguments, $"Authorization: Bearer {mesh.Analyst}\n");
            return (exit, headers.Split('\n').First(line => line.StartsWith("x-mesh-query-id:", StringComparison.OrdinalIgnoreCase)).Split(':')[1].Trim());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "there is no curl on this machine");
            throw;
        }
    }

    private static IReadOnlyList<string> TypesOf(byte[] parquet)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, parquet);
            using var engine = DuckDbDatabase.Open();
            using var session = engine.Connect();
            return session.Rows($"SELECT column_type FROM (DESCRIBE SELECT * FROM read_parquet('{file}'))", static (chunk, row) => chunk[0].GetString(row));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
