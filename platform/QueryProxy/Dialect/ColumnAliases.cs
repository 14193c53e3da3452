using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Dialect;

/// <summary>
/// Names that a query gives to values. An alias of a column, or of one of its values, means what the column means, so that <c>hour(t)</c> of
/// <c>ts AS t</c> reads the clock of <c>hour(ts)</c>; a name that means two things, or another expression, is unknown. Pure.
/// </summary>
internal sealed class ColumnAliases
{
    // A name of more names than this is unknown: chains of aliases are followed from each of them.
    private const int MaxNames = 16;

    // The columns of each alias; null where it is the name of something else too.
    private readonly Dictionary<string, HashSet<string>?> _aliases = new(StringComparer.Ordinal);

    private ColumnAliases()
    {
    }

    /// <summary>The kinds of names in a query.</summary>
    /// <param name="root">The query's tree, before it is rewritten.</param>
    /// <param name="columns">The kinds of the columns of the products that it names.</param>
    public static IReadOnlyDictionary<string, ExpressionKind> Kinds(JsonNode root, IReadOnlyDictionary<string, ExpressionKind> columns)
    {
        var found = new ColumnAliases();
        found.Collect(root);
        var kinds = columns.ToDictionary(column => column.Key, column => column.Value, StringComparer.Ordinal);
        foreach (var alias in found._aliases.Keys)
        {
            kinds[alias] = found.Kind(alias, columns);
        }

        return kinds;
    }

    // An alias may be that of a further one, and have a column's name.
    private ExpressionKind Kind(string alias, IReadOnlyDictionary<string, ExpressionKind> columns)
    {
        var kinds = new HashSet<ExpressionKind>();
        var names = new HashSet<string>([alias], StringComparer.Ordinal);
        var open = new Stack<string>([alias]);
        while (open.TryPop(out var name))
        {
            var isAlias = _aliases.TryGetValue(name, out var meant);
            if (columns.TryGetValue(name, out var kind) || !isAlias)
            {
                kinds.Add(kind);
            }

            if ((isAlias && meant is null) || kinds.Count > 1)
            {
                return ExpressionKind.Unknown;
            }

            foreach (var further in (meant ?? []).Where(names.Add))
            {
                open.Push(further);
            }

            if (names.Count > MaxNames)
            {
                return ExpressionKind.Unknown;
            }
        }

        return kinds.Count == 1 ? kinds.Single() : ExpressionKind.Unknown;
    }

    private void Collect(JsonNode? node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case JsonObject item:
                var kind = DialectNodes.Class(item);
                if (kind.Length > 0 && AsciiNames.Lower(DialectNodes.Text(item, "alias")) is { Length: > 0 } alias)
                {
                    Add(alias, ColumnOf(item));
                }

                foreach (var (name, child) in item)
                {
                    if (name is "column_name_alias" or "aliases" && child is JsonArray names)
                    {
                        AddOther(names.Select(one => AsciiNames.Lower(one!.GetValue<string>())));
                    }
                    else if (name == "lhs" && kind == "LAMBDA")
                    {
                        AddOther(DialectRewriter.Parameters(item));
                    }

                    Collect(child);
                }

                break;
            case JsonArray items:
                foreach (var child in items)
                {
                    Collect(child);
                }

                break;
        }
    }

    // The column of which an expression is one value.
    private static string? ColumnOf(JsonObject value)
    {
        while (DialectNodes.FunctionName(value) is "min" or "max" or "any_value" or "first_value" or "last_value" or "lag" or "lead" && DialectNodes.Children(value) is [JsonObject only])
        {
            value = only;
        }

        return DialectNodes.Class(value) == "COLUMN_REF" && value["column_names"] is JsonArray { Count: > 0 } names ? AsciiNames.Lower(names[^1]!.GetValue<string>()) : null;
    }

    private void Add(string alias, string? column)
    {
        if (column is null)
        {
            _aliases[alias] = null;
        }
        else if (column != alias && (!_aliases.TryGetValue(alias, out var known) || known is not null))
        {
            known ??= _aliases[alias] = new HashSet<string>(StringComparer.Ordinal);
            known!.Add(column);
        }
    }

    private void AddOther(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _aliases[name] = null;
        }
    }
}
