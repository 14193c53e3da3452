using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Trino's functions: each is available, or refused with what takes its place.</summary>
[Trait("Category", "Quick")]
public sealed partial class TrinoFunctionsTests
{
    private static IEnumerable<string> OfTrino => DialectFiles.Lines("functions.txt");

    // In Trino these are words of the grammar.
    private static IEnumerable<string> OfGrammar => ["coalesce", "current_catalog", "current_schema", "current_user", "format", "json_array", "json_exists", "json_object", "json_value", "nullif", "position", "row", "unnest", "version"];

    [Fact]
    public void Every_function_of_Trino_is_permitted_and_available_or_refused_by_name()
    {
        AssertNone(OfTrino.Where(name => !TrinoFunctions.IsPermitted(name) && TrinoFunctions.Equivalent(name) is null).Select(name => $"{name}: add it to Refused or Equivalents of TrinoFunctions.cs"));
        AssertNone(OfTrino.Where(name => SafeFunctions.MayCall(name) && TrinoFunctions.Equivalent(name) is not null).Select(name => $"{name}: take it out of Refused and Equivalents of TrinoFunctions.cs"));
    }

    // A normal run compares few statements with Trino's answers: others would be in the list when their function is there.
    [Fact]
    public void Statement_that_is_refused_for_a_missing_function_calls_one()
    {
        var missing = OfTrino.Where(name => !TrinoFunctions.IsPermitted(name)).ToHashSet(StringComparer.Ordinal);
        var refused = File.ReadLines(DialectFiles.Of("differences.txt")).SkipWhile(line => line != "-- refused here for a function that is missing").Skip(1).TakeWhile(line => !line.StartsWith("--", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(refused);
        AssertNone(refused.Where(sql => !CallsIn(sql).Any(missing.Contains)).Select(sql => $"{sql}: take it out of differences.txt, or put it under another reason"));
    }

    [Fact]
    public void Macro_that_calls_an_aggregate_is_one() => AssertNone(
        DialectMacros.Functions.Where(function => !function.IsAggregate && DialectMacros.Definitions([function.Name]).SelectMany(macro => CallsIn(macro.Body)).Any(SafeFunctions.IsAggregate))
            .Select(function => $"{function.Name}: begin its line of functions.sql with aggregate"));

    [Fact]
    public void Functions_of_the_engine_are_permitted_where_the_mesh_means_to() => Assert.Equal(
        [
            "approx_top_k", "bit_xor", "hash", "jaccard", "jaro_winkler_similarity", "json_group_array", "json_group_object", "json_valid", "median", "mode", "nfc_normalize", "parse_formatted_bytes", "quantile_cont", "strip_accents",
        ],
        SafeFunctions.All.Where(TrinoFunctions.IsPermitted).Except([.. OfTrino, .. OfGrammar]));

    [Fact]
    public void Functions_that_a_refusal_names_are_permitted()
    {
        var advice = OfTrino.Select(TrinoFunctions.Equivalent).Concat(SafeFunctions.All.Where(name => !TrinoFunctions.IsPermitted(name)).Select(TrinoFunctions.Instead));

        Assert.Equal([], advice.OfType<string>().SelectMany(CallsIn).Where(name => !TrinoFunctions.IsPermitted(name)));
    }

    [Fact]
    public void What_is_permitted_can_be_called_and_macros_cannot()
    {
        Assert.Equal([], TrinoFunctions.All.Where(name => !SafeFunctions.MayCall(name)));
        Assert.Equal([], OfTrino.Select(name => MacroNames.Prefix + name).Where(SafeFunctions.MayCall));
    }

    [Fact]
    public void Every_macro_comes_behind_those_that_it_uses()
    {
        var names = DialectMacros.Definitions(["format_number", "map_union"]).Select(macro => macro.Name).ToList();

        Assert.Equal(5, names.Count);
        Assert.True(names.IndexOf("mesh.main.trino_short") is var used and >= 0 && used < names.IndexOf("mesh.main.trino_format_number"));
    }

    // An assertion about a list cuts its texts, and so the fix.
    private static void AssertNone(IEnumerable<string> fixes) => Assert.True(!fixes.Any(), string.Join('\n', fixes));

    /// <summary>The functions that a text calls: <c>strpos</c> of <c>strpos(text, part)</c>.</summary>
    internal static IEnumerable<string> CallsIn(string text) => Call().Matches(text).Select(call => call.Value);

    [GeneratedRegex(@"\b[a-z][a-z0-9_]*(?=\()", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Call();
}
