using System.Collections.Frozen;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>
/// Trino's functions that are other ones in the engine, by their names. A family of functions is a class; a function that a macro says in full is a
/// line of functions.sql that begins with the word function or aggregate.
/// </summary>
internal static class FunctionFamilies
{
    private static readonly FrozenDictionary<string, DialectFunction> ByName = Read();

    // Kinds that depend on arguments are unknown.
    private static readonly FrozenDictionary<string, ExpressionKind> Kinds = All.ToFrozenDictionary(function => function.Name, OfValues, StringComparer.Ordinal);

    /// <summary>All functions, those that the parser names too.</summary>
    public static IEnumerable<DialectFunction> All => ByName.Values;

    /// <summary>A function of a name in lower case; null where the engine's meaning is Trino's.</summary>
    public static DialectFunction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The engine's name of a function with the same arguments and meaning; null where it is no other one.</summary>
    public static string? EngineName(string name) => Find(name)?.EngineName;

    /// <summary>The name of the one function that the engine has under another; null where there is none, or there are several.</summary>
    public static string? NameOfEngine(string engineName) => All.Where(function => function.EngineName == engineName).Select(function => function.Name).ToList() is [var name] ? name : null;

    /// <summary>The kind of the values of a function, by its name or that of its macro; unknown where it is none of the dialect or that depends on its arguments.</summary>
    public static ExpressionKind Kind(string name) => Kinds.GetValueOrDefault(name.StartsWith(MacroNames.Prefix, StringComparison.Ordinal) ? name[MacroNames.Prefix.Length..] : name);

    private static ExpressionKind OfValues(DialectFunction function) =>
        function.Signatures.Select(signature => signature.Kind).Distinct().ToList() is [var kind] ? kind : function.EngineName is { } engine ? ExpressionKinds.OfEngine(engine) : ExpressionKind.Unknown;

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
        return functions.Select(WithMacro)
            .Concat(DialectMacros.Functions.Where(macro => !named.Contains(macro.Name)))
            .ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);
    }

    private static DialectFunction WithMacro(DialectFunction function) => DialectMacros.Find(function.Name) switch
    {
        null => function,
        _ when function.Signature.Length > 0 => throw new InvalidDataException($"{function.Name} has types in its row and in functions.sql. Fix: take the Signature out of its row."),
        var macro => function with { Signature = macro.Signature, IsAggregate = macro.IsAggregate },
    };
}
