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
        var names = DialectMacros.Definitions(["format_number", "map_union"]).Select(macro => macro.Name).ToList();

        Assert.Equal(4, names.Count);
        Assert.True(names.IndexOf("mesh.main.trino_short") is var used and >= 0 && used < names.IndexOf("mesh.main.trino_format_number"));
    }
}
