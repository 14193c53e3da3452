using System.Collections.Frozen;
using MeshStarter.Platform.Sql.Dialect.Rewriting;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>
/// Trino's functions that are other ones in the engine, by their names. A family of functions is a class; a function that a macro says in full is a
/// line of functions.sql that begins with the word function.
/// </summary>
internal static class FunctionFamilies
{
    private static readonly FrozenDictionary<string, DialectFunction> ByName = Read();

    /// <summary>All functions, those that the parser names too.</summary>
    public static IEnumerable<DialectFunction> All => ByName.Values;

    /// <summary>A function of a name in lower case; null where the engine's meaning is Trino's.</summary>
    public static DialectFunction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The engine's name of a function with the same arguments and meaning; null where it is no other one.</summary>
    public static string? EngineName(string name) => Find(name)?.EngineName;

    private static FrozenDictionary<string, DialectFunction> Read()
    {
        List<DialectFunction> functions =
        [
            .. OperatorFunctions.All,
            .. NumberFunctions.All,
            .. TextFunctions.All,
            .. FormatFunction.All,
            .. PatternFunctions.All,
            .. DateFunctions.All,
            .. ArrayFunctions.All,
            .. LambdaFunctions.All,
            .. Reductions.All,
            .. JsonFunctions.All,
            .. AggregateFunctions.All,
        ];
        var named = functions.Select(function => function.Name).ToHashSet(StringComparer.Ordinal);
        return functions.Concat(DialectMacros.Functions.Where(name => !named.Contains(name)).Select(name => new DialectFunction(name))).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
    }
}
