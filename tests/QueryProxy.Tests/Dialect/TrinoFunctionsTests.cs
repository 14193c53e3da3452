using MeshStarter.QueryProxy.Dialect;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Trino's functions: each is available, or refused with what takes its place.</summary>
[Trait("Category", "Quick")]
public sealed class TrinoFunctionsTests
{
    private static IEnumerable<string> OfTrino => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "dialect", "functions.txt")).Where(line => !line.StartsWith("--", StringComparison.Ordinal));

    [Fact]
    public void Every_function_of_Trino_is_available_or_refused_by_name() =>
        Assert.Equal([], OfTrino.Where(name => !SafeFunctions.MayCall(name) && TrinoFunctions.Equivalent(name) is null));

    [Fact]
    public void Refused_functions_are_not_available() =>
        Assert.Equal([], OfTrino.Where(name => SafeFunctions.MayCall(name) && TrinoFunctions.Equivalent(name) is not null));

    [Fact]
    public void Macros_cannot_be_called() =>
        Assert.Equal([], OfTrino.Select(name => DialectMacros.Prefix + name).Where(SafeFunctions.MayCall));

    [Fact]
    public void Every_macro_comes_behind_those_that_it_uses()
    {
        var statements = DialectMacros.Statements(["format_number", "map_union"]).ToList();

        Assert.Equal(4, statements.Count);
        Assert.True(statements.FindIndex(statement => statement.Contains("trino_short(", StringComparison.Ordinal)) < statements.FindIndex(statement => statement.Contains("trino_format_number(", StringComparison.Ordinal)));
    }
}
