using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>
/// Trino's functions as macros of the engine, from functions.sql. A query brings the macros that it uses, and no others: a query without any costs
/// nothing, and a worker keeps those of the queries before.
/// </summary>
internal static partial class DialectMacros
{
    /// <summary>No query can call a name that begins so: it is on no list of functions.</summary>
    public const string Prefix = "trino_";

    /// <summary>The engine's database that has a query's views and macros.</summary>
    public const string Catalog = "mesh";

    private static readonly FrozenDictionary<string, Macro> All = Read();

    public static bool Has(string name) => All.ContainsKey(name);

    /// <summary>Whether a macro, or one that it uses, may end a query with an error of its own.</summary>
    public static bool Fails(string name) => All[name] is var macro && (macro.Definition.Body.Contains("error('", StringComparison.Ordinal) || macro.Uses.Any(Fails));

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

            var parameters = line.IndexOf('(', StringComparison.Ordinal);
            var name = line[..parameters];
            var body = Overload().Replace(line[parameters..], "${before}${parameters} AS ");
            var uses = Use().Matches(body).Select(match => match.Groups["name"].Value).Where(used => used != name).Distinct(StringComparer.Ordinal);
            macros.Add(name, new Macro(Definition.Macro($"{Catalog}.main.{Prefix}{name}", body), [.. uses]));
        }

        return macros.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // (a, b) = … , (a, b, c) = …
    [GeneratedRegex(@"(?<before>^|, )(?<parameters>\([\w, ]*\)) = ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Overload();

    [GeneratedRegex(@"\btrino_(?<name>\w+)\(", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Use();

    private sealed record Macro(Definition Definition, IReadOnlyList<string> Uses);
}
