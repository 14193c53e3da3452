namespace MeshStarter.QueryProxy.Tests.Proxy.Attacks;

/// <summary>Ways to get at what is hidden, by the hundred; statements lie alongside this file.</summary>
[Collection(ProxyCollection.Name)]
public sealed class AttackTests(ProxyFixture mesh)
{
    private const string Revealed = "CASE WHEN f.customer_state IN ('MG', 'BA') THEN CAST(f.customer_state AS INTEGER) ELSE 1 END";

    // As many as there are workers.
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 3 };

    [Fact]
    public async Task No_statement_shows_a_masked_value_or_anything_of_the_machine()
    {
        var file = mesh.OrdersFile;
        var folder = Path.GetDirectoryName(file)!;

        await Parallel.ForEachAsync(Statements("values.sql"), AtOnce, async (line, _) =>
        {
            var session = mesh.Session(mesh.Analyst, each => each.Headers["X-Trino-Session"] = "query_max_run_time=5s");
            var sql = line.Replace("{file}", file, StringComparison.Ordinal);
            var answer = await session.RunAsync(sql);

            // A refusal may name what the statement names.
            var seen = string.Concat(session.Pages.Select(page => page.ToJsonString())).Replace(file, "", StringComparison.Ordinal);
            Assert.False(seen.Contains("customers.example", StringComparison.OrdinalIgnoreCase), line);
            Assert.False(seen.Contains("Hidden street", StringComparison.OrdinalIgnoreCase), line);
            Assert.False(seen.Contains(folder, StringComparison.Ordinal), line);
            Assert.False(seen.Contains("root:x:", StringComparison.Ordinal), line);
            Assert.All(new[] { ".parquet", "read_parquet" }, trace => Assert.False(seen.Contains(trace, StringComparison.Ordinal) && !sql.Contains(trace, StringComparison.Ordinal), line));
            Assert.True(answer.Error is null || answer.Error["errorType"]!.GetValue<string>() is "USER_ERROR" or "INSUFFICIENT_RESOURCES", $"{line}: {answer.Error}");
        });

        Assert.Equal("[[1]]", (await mesh.Session(mesh.Analyst).RunAsync("SELECT 1")).Data);
    }

    [Fact]
    public async Task No_statement_asks_anything_of_a_hidden_row()
    {
        await Parallel.ForEachAsync(Statements("rows.sql"), AtOnce, async (line, _) =>
        {
            var sql = line.Replace("{told}", Revealed, StringComparison.Ordinal);

            var analyst = await mesh.Session(mesh.Analyst).RunAsync(sql);
            var owner = await mesh.Session(mesh.OrdersOwner).RunAsync(sql);

            Assert.True(analyst.Error is null, $"{line}: {analyst.Message}");
            Assert.True(owner.ErrorName == "INVALID_CAST_ARGUMENT", $"{line} tells nothing even where nothing is hidden: {owner.Message}");
        });
    }

    private static IEnumerable<string> Statements(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "attacks", file)).Where(line => line.Length > 0 && line[0] != '-');
}
