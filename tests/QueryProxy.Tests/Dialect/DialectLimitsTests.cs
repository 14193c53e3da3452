namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Queries that would grow without end when they are rewritten, and what the proxy answers.</summary>
[Collection(DialectCollection.Name)]
public sealed class DialectLimitsTests(DialectFixture mesh)
{
    public static TheoryData<string> Growing { get; } = new(
        Nested("greatest(", "id", ", 1)", 25),
        Nested("transform_values(", "MAP(ARRAY['a'], ARRAY[1])", ", (k, v) -> v)", 25),
        Nested("transform_keys(", "MAP(ARRAY['a'], ARRAY[1])", ", (k, v) -> k)", 25),
        $"greatest(concat({string.Join(',', Enumerable.Repeat("''", 20_000))}), 'x')");

    /// <summary>Functions in their own first argument, and the error that each of them has.</summary>
    public static TheoryData<string, string> Nesting { get; } = new()
    {
        { Nested("max(", "1", ")", 40), "NESTED_AGGREGATION" },
        { Nested("greatest(", "INTERVAL '1' MONTH", ", INTERVAL '2' MONTH)", 40), "QUERY_REJECTED" },
        { Nested("map(", "ARRAY[1]", ", ARRAY[2])", 40), "FUNCTION_NOT_FOUND" },
    };

    /// <summary>Queries whose columns are eight times as many with each CTE: of a product, and of what has no known columns.</summary>
    public static TheoryData<string> Widening { get; } = new(Widened("sales"), Widened("range(1)"));

    /// <summary>Parts of a JSON path that may be within themselves.</summary>
    public static TheoryData<string> Paths { get; } = new("(", "!", "exists(@?(");

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Path_of_json_that_is_nested_without_end_is_refused_and_the_proxy_answers_on(string part)
    {
        var answer = await mesh.Session().RunAsync($"SELECT json_exists('{{}}', 'lax $?({string.Concat(Enumerable.Repeat(part, 190_000 / part.Length))}1')");

        Assert.Equal("QUERY_REJECTED", answer.ErrorName);
        Assert.Equal("[[1]]", await mesh.RowsAsync("SELECT 1"));
    }

    [Theory]
    [MemberData(nameof(Growing))]
    public async Task Query_that_would_grow_is_refused_and_the_proxy_answers_on(string expression)
    {
        var answer = await mesh.Session().RunAsync($"SELECT {expression} FROM sales");

        Assert.Equal(("QUERY_REJECTED", "The query is nested too deeply, or has too many parts. Flatten it, for example with WITH."), (answer.ErrorName, answer.Message));
        Assert.Equal("[[1]]", await mesh.RowsAsync("SELECT 1"));
    }

    [Fact]
    public async Task Stars_within_values_of_stars_are_refused_at_once()
    {
        var sql = Nested("SELECT * EXCLUDE (a) REPLACE ((", "SELECT 1", ") AS b) FROM range(1)", 40);

        Assert.Contains("EXCLUDE, REPLACE and RENAME behind * are not supported", (await mesh.Session().RunAsync(sql)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Nesting))]
    public async Task Nested_arguments_are_read_once(string expression, string error) => Assert.Equal(error, (await mesh.Session().RunAsync($"SELECT {expression}")).ErrorName);

    // As the queries that Cube writes for a dimension of time, which took half a minute to plan.
    [Theory]
    [InlineData("local_at", "'hour'", 25)]
    [InlineData("placed_at", "'minute'", 25)]
    [InlineData("day", "'day'", 25)]
    public async Task Times_that_are_added_to_in_a_row_are_named_once(string column, string unit, int times) =>
        Assert.Equal($"[[{times}]]", await mesh.RowsAsync($"SELECT date_diff({unit}, {column}, {Nested($"date_add({unit}, 1, ", column, ")", times)}) FROM sales WHERE id = 1"));

    [Theory]
    [MemberData(nameof(Widening))]
    public async Task Stars_of_stars_are_refused_before_their_columns_are_counted_out(string sql) =>
        Assert.Equal("The query is nested too deeply, or has too many parts. Flatten it, for example with WITH.", (await mesh.Session().RunAsync(sql)).Message);

    [Fact]
    public async Task Rows_that_share_their_fields_are_read_once()
    {
        var rows = Chained("SELECT 1 AS x", "SELECT ROW(x, x, x, x, x, x, x, x) AS x");

        Assert.Equal("TYPE_MISMATCH", (await mesh.Session().RunAsync($"{rows} SELECT ARRAY[1, 'a'] FROM c12")).ErrorName);
    }

    [Fact]
    public async Task Columns_of_one_wide_row_do_not_repeat_its_types()
    {
        var fields = string.Join(", ", Enumerable.Repeat("x", 40));
        var columns = string.Join(", ", Enumerable.Repeat("x", 2_000));

        var request = await mesh.RequestAsync($"WITH c0 AS (SELECT CAST('a' AS char(65536)) AS x), c1 AS (SELECT ROW({fields}) AS x FROM c0), c2 AS (SELECT ROW({fields}) AS x FROM c1) SELECT {columns} FROM c2", "UTC");

        Assert.NotNull(request);
        Assert.InRange(request.Length, columns.Length, 2_000_000);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(3_000)]
    public async Task Concat_of_many_parts_keeps_their_order(int count)
    {
        var parts = Enumerable.Range(0, count).Select(i => $"'{i % 10}'").ToList();

        Assert.Equal($"[[\"{string.Concat(parts).Replace("'", "", StringComparison.Ordinal)}\"]]", await mesh.RowsAsync($"SELECT concat({string.Join(", ", parts)})"));
    }

    [Theory]
    [InlineData("SELECT greatest(greatest(id, qty), least(id, 3)) FROM sales WHERE id = 7", "[[10]]")]
    [InlineData("SELECT concat('a', 'b', NULL, 'd', 'e')", "[[null]]")]
    [InlineData("SELECT transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v + 1)", """[[{"a":2}]]""")]
    [InlineData("SELECT element_at(ARRAY[1, 2], 2)", "[[2]]")]
    public async Task Query_within_the_limits_is_answered(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    private static string Widened(string table) => $"{Chained($"SELECT * FROM {table}", "SELECT *, *, *, *, *, *, *, *")} SELECT count(*) FROM c12";

    // WITH c0 AS (…), c1 AS (… FROM c0), …
    private static string Chained(string first, string next) =>
        $"WITH c0 AS ({first}), {string.Join(", ", Enumerable.Range(1, 12).Select(at => $"c{at} AS ({next} FROM c{at - 1})"))}";

    private static string Nested(string before, string inner, string after, int depth) =>
        string.Concat(Enumerable.Repeat(before, depth)) + inner + string.Concat(Enumerable.Repeat(after, depth));
}
