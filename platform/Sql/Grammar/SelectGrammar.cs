using System.Collections.Frozen;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Names of columns without AS, of which the engine's parser takes those that are no words of its own grammar, and parameters of GROUP BY.</summary>
internal static class SelectGrammar
{
    /// <summary>Words behind the columns, and behind GROUP BY.</summary>
    private static readonly FrozenSet<string> BehindList = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "from", "where", "group", "having", "order", "limit", "offset", "fetch", "union", "except", "intersect", "window", "select");

    /// <summary>Reserved words of Trino that end an expression.</summary>
    private static readonly FrozenSet<string> Values = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "current_catalog", "current_date", "current_path", "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "end", "false", "localtime", "localtimestamp", "null", "true");

    /// <summary>The other reserved words of Trino: an expression goes on behind each.</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "alter", "and", "as", "between", "by", "case", "cast", "constraint", "create", "cross", "cube", "deallocate", "delete", "describe", "distinct", "drop", "else", "escape", "except", "execute", "exists",
        "extract", "for", "from", "full", "group", "grouping", "having", "in", "inner", "insert", "intersect", "into", "is", "join", "json_array", "json_exists", "json_object", "json_query", "json_table",
        "json_value", "left", "like", "listagg", "natural", "normalize", "not", "on", "or", "order", "outer", "prepare", "recursive", "right", "rollup", "select", "skip", "table", "then", "trim", "uescape",
        "union", "unnest", "using", "values", "when", "where", "with");

    // SELECT year(a) year, sum(b) value FROM t
    public static void Columns(GrammarTokens tokens, int select)
    {
        var isComplete = false;
        for (var at = select + (tokens.Word(select + 1, "ALL") ? 2 : 1); at < tokens.Count; at++)
        {
            if (isComplete && IsAlias(tokens, at))
            {
                tokens.Insert(tokens[at].Start, "AS ");
                isComplete = false;
            }
            else if (EndsList(tokens, at))
            {
                return;
            }
            else if (tokens.Is(at, "(") || tokens.Is(at, "["))
            {
                at = tokens.Closing(at) ?? tokens.Count;
                isComplete = true;
            }
            else if (tokens.Word(at, "AS"))
            {
                at++;
                isComplete = false;
            }
            else
            {
                isComplete = Completes(tokens, at, isComplete);
            }
        }
    }

    // GROUP BY a, ?: the engine's parser takes a parameter there within an expression alone.
    public static void Groups(GrammarTokens tokens, int by)
    {
        for (var at = by + 1; at < tokens.Count && !EndsList(tokens, at); at++)
        {
            if (tokens.Is(at, "(") || tokens.Is(at, "["))
            {
                at = tokens.Closing(at) ?? tokens.Count;
            }
            else if (tokens.Is(at, "?") && (at == by + 1 || tokens.Is(at - 1, ",")) && EndsItem(tokens, at + 1))
            {
                tokens.Insert(tokens[at].Start, "coalesce(");
                tokens.Insert(tokens[at].End, ")");
            }
        }
    }

    private static bool IsAlias(GrammarTokens tokens, int at) =>
        tokens[at] is { Kind: SqlTokenKind.Word, IsName: true } word && !Values.Contains(word.Value) && !Reserved.Contains(word.Value) && !IsUnit(tokens, at)
            && EndsItem(tokens, at + 1);

    private static bool EndsItem(GrammarTokens tokens, int at) => at == tokens.Count || tokens.Is(at, ",") || EndsList(tokens, at);

    private static bool EndsList(GrammarTokens tokens, int at) =>
        tokens.Is(at, ")") || tokens.Is(at, ";")
        || (tokens[at].Kind == SqlTokenKind.Word && BehindList.Contains(tokens[at].Value) && !tokens.Is(at - 1, ".")
            && !(tokens.Word(at, "FROM") && tokens.Word(at - 1, "DISTINCT")) && !(tokens.Word(at, "GROUP") && tokens.Word(at - 1, "WITHIN")));

    /// <summary>Whether an expression may end with a token.</summary>
    public static bool EndsExpression(GrammarTokens tokens, int at) => tokens[at].Kind switch
    {
        SqlTokenKind.Symbol => tokens.Is(at, ")") || tokens.Is(at, "]") || tokens.Is(at, "?"),
        SqlTokenKind.Word => !Reserved.Contains(tokens[at].Value),
        _ => true,
    };

    // A word behind a complete expression goes on with it (OVER, AT, FILTER, …), or is its name.
    private static bool Completes(GrammarTokens tokens, int at, bool isComplete) => tokens[at] switch
    {
        { Kind: SqlTokenKind.Text } => true,
        { Kind: SqlTokenKind.Symbol, Value: "?" } => true,
        { Kind: SqlTokenKind.Symbol, Value: not "*" } => false,
        { Kind: SqlTokenKind.Word } word when Values.Contains(word.Value) => true,
        { Kind: SqlTokenKind.Word } word when Reserved.Contains(word.Value) => false,
        _ => !isComplete || IsUnit(tokens, at),
    };

    // INTERVAL '1' DAY, INTERVAL -'1' DAY
    private static bool IsUnit(GrammarTokens tokens, int at) =>
        tokens.IsText(at - 1) && (tokens.Word(at - 2, "INTERVAL") || ((tokens.Is(at - 2, "-") || tokens.Is(at - 2, "+")) && tokens.Word(at - 3, "INTERVAL")));
}
