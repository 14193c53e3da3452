using MeshStarter.Platform.Sql.Dialect;

namespace MeshStarter.QueryProxy.Tests.Sql;

[Trait("Category", "Quick")]
public sealed class SafeFunctionsTests(EngineParser engine) : IClassFixture<EngineParser>
{
    /// <summary>Functions of these kinds in the engine's own catalog; each must stay out, whatever the engine adds.</summary>
    [Theory]
    [InlineData("function_type = 'table' AND function_name NOT IN ('range', 'generate_series', 'unnest', 'repeat')")]
    [InlineData("function_type = 'pragma' AND function_name <> 'version'")]
    [InlineData("function_type = 'table_macro' AND function_name <> 'histogram'")]
    [InlineData("function_name LIKE 'pg\\_%' ESCAPE '\\'")]
    [InlineData("function_name LIKE '%privilege'")]
    [InlineData("function_name LIKE 'duckdb\\_%' ESCAPE '\\'")]
    [InlineData("function_name LIKE 'read\\_%' ESCAPE '\\'")]
    [InlineData("function_name LIKE '\\_\\_%' ESCAPE '\\'")]
    [InlineData("function_name LIKE '%setting%' OR function_name LIKE '%secret%' OR function_name LIKE '%variable%' OR function_name LIKE '%sql%'")]
    [InlineData("has_side_effects AND function_name NOT IN ('random', 'uuid', 'uuidv4', 'uuidv7', 'gen_random_uuid')")]
    public void Dangerous_kinds_are_not_on_the_list(string kind)
    {
        var names = engine.Rows($"SELECT DISTINCT function_name FROM duckdb_functions() WHERE {kind}").Select(row => (string)row[0]!).ToList();

        Assert.NotEmpty(names);
        Assert.Equal([], names.Where(SafeFunctions.MayCall));
    }

    [Fact]
    public void Everything_on_the_list_exists()
    {
        // Written by the parser in place of what people write; no catalog entry has these names.
        string[] rewritten = ["coalesce", "ifnull", "alias", "->", "!~", "!~*", "~*", "unnest", "listagg"];

        var known = engine.Rows("SELECT DISTINCT lower(function_name) FROM duckdb_functions()").Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);

        Assert.Equal([], SafeFunctions.All.Where(name => !known.Contains(name) && !rewritten.Contains(name, StringComparer.Ordinal)));
    }

    [Fact]
    public void Table_functions_are_three()
    {
        Assert.True(SafeFunctions.IsAllowedInFrom("Range"));
        Assert.True(SafeFunctions.IsAllowedInFrom("generate_series"));
        Assert.True(SafeFunctions.IsAllowedInFrom("UNNEST"));
        Assert.False(SafeFunctions.IsAllowedInFrom("repeat"));
    }
}
