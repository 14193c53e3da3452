using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Rewriting;

/// <summary>
/// Trino's functions as macros of the engine, from functions.sql. A query brings the macros that it uses, and no others: a query without any costs
/// nothing, and a worker keeps those of the queries before.
/// </summary>
internal static partial class DialectMacros
{
    private const string OfTry = "_tried";
    private const string Error = "error('";

    // What Trino's TRY makes NULL of.
    private static readonly FrozenSet<string> Taken = FrozenSet.Create(StringComparer.Ordinal, "DIVISION_BY_ZERO", "INVALID_CAST_ARGUMENT", "INVALID_FUNCTION_ARGUMENT", "NUMERIC_VALUE_OUT_OF_RANGE");

    private static readonly FrozenDictionary<string, Macro> All = Read();

    /// <summary>Trino's functions whose place a macro of their name takes.</summary>
    public static IEnumerable<DialectFunction> Functions => All.Values.Select(macro => macro.Function).OfType<DialectFunction>();

    /// <summary>Trino's function whose place the macro of a name takes; null where there is none.</summary>
    public static DialectFunction? Find(string name) => All.GetValueOrDefault(name)?.Function;

    /// <summary>Whether a macro, or one that it uses, may end a query with an error of its own.</summary>
    public static bool Fails(string name) => All[name] is var macro && (macro.Definition.Body.Contains(Error, StringComparison.Ordinal) || macro.Uses.Any(Fails));

    /// <summary>Whether a macro, or one that it uses, has a lambda.</summary>
    public static bool HasLambda(string name) => All[name] is var macro && (macro.Definition.Body.Contains("lambda ", StringComparison.Ordinal) || macro.Uses.Any(HasLambda));

    /// <summary>The macro with errors that TRY takes, in the place of one that <see cref="Fails"/>; null where an error of it is one that Trino's TRY does not take.</summary>
    public static string? Tried(string name) => All.ContainsKey(name + OfTry) ? name + OfTry : null;

    /// <summary>These macros, behind the macros that they use.</summary>
    public static IReadOnlyList<Definition> Definitions(IEnumerable<string> names)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        var definitions = new List<Definition>();
        void Make(string name)
        {
            if (made.Add(name))
            {
                foreach (var used in All[name].Uses)
                {
                    Make(used);
                }

                definitions.Add(All[name].Definition);
            }
        }

        foreach (var name in names)
        {
            Make(name);
        }

        return definitions;
    }

    private static FrozenDictionary<string, Macro> Read()
    {
        using var stream = typeof(DialectMacros).Assembly.GetManifestResourceStream("MeshStarter.Platform.Sql.Dialect.functions.sql")!;
        using var reader = new StreamReader(stream);
        var macros = new Dictionary<string, Macro>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line.StartsWith("--", StringComparison.Ordinal))
            {
                continue;
            }

            if (Line().Match(line) is not { Success: true } match)
            {
                throw new InvalidDataException($"functions.sql: {line}. Fix: write function name(types) -> type: (parameters) = body, with aggregate for function where the body has one, or name(parameters) = body for a part.");
            }

            var name = match.Groups["name"].Value;
            var function = match.Groups["word"] is { Success: true } word ? new DialectFunction(name) { Signature = match.Groups["signature"].Value, IsAggregate = word.Value == "aggregate" } : null;
            macros.Add(name, Macro.Of(name, Overload().Replace(match.Groups["macro"].Value, "${before}${parameters} AS ")) with { Function = function });
        }

        AddTried(macros);
        return macros.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // The engine refuses error() within TRY: it is a function with effects.
    private static void AddTried(Dictionary<string, Macro> macros)
    {
        var failing = macros.Values.Where(macro => IsOf(macro, own => own.Definition.Body.Contains(Error, StringComparison.Ordinal))).ToList();
        var names = failing.Select(macro => macro.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var macro in failing.Where(macro => !IsOf(macro, own => Errors().Matches(own.Definition.Body).Any(error => !Taken.Contains(error.Groups["name"].Value)))))
        {
            var body = Use().Replace(macro.Definition.Body, use => names.Contains(use.Groups["name"].Value) ? $"{MacroNames.Prefix}{use.Groups["name"].Value}{OfTry}(" : use.Value);
            macros.Add(macro.Name + OfTry, Macro.Of(macro.Name + OfTry, body.Replace(Error, "mesh_fail('", StringComparison.Ordinal)));
        }

        bool IsOf(Macro macro, Func<Macro, bool> test) => test(macro) || macro.Uses.Any(used => IsOf(macros[used], test));
    }

    // name(parameters) = body, function name(types) -> type: (parameters) = body
    [GeneratedRegex(@"^(?:(?<word>function|aggregate) (?<name>\w+)(?<signature>\([^=]*?\) -> [^=]*?): |(?<name>\w+))(?<macro>\(.*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Line();

    // (a, b) = … , (a, b, c) = …
    [GeneratedRegex(@"(?<before>^|, )(?<parameters>\([\w, ]*\)) = ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Overload();

    [GeneratedRegex(@"\btrino_(?<name>\w+)\(", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Use();

    // error('NAME: message')
    [GeneratedRegex(@"\berror\('(?<name>\w*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Errors();

    private sealed record Macro(string Name, Definition Definition, IReadOnlyList<string> Uses)
    {
        public DialectFunction? Function { get; init; }

        public static Macro Of(string name, string body) => new(
            name,
            Definition.Macro($"{Definition.Catalog}.main.{MacroNames.Prefix}{name}", body),
            [.. Use().Matches(body).Select(match => match.Groups["name"].Value).Where(used => used != name).Distinct(StringComparer.Ordinal)]);
    }
}
