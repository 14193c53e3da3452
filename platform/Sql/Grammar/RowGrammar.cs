using System.Collections.Frozen;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Rows of VALUES, orders of aggregates, and the types of arrays.</summary>
internal static class RowGrammar
{
    /// <summary>Words behind the rows of VALUES.</summary>
    private static readonly FrozenSet<string> BehindValues = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "order", "limit", "offset", "fetch", "union", "except", "intersect", "values");

    /// <summary>Words with which a query begins.</summary>
    private static readonly FrozenSet<string> BeginsQuery = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "select", "with", "values");

    // VALUES 1, 2 is VALUES (1), (2); ( a, b ) is a row already.
    public static void Values(GrammarTokens tokens, int at)
    {
        var row = at + 1;
        while (row < tokens.Count)
        {
            var (end, isList) = RowEnd(tokens, row);
            if (end == row)
            {
                return;
            }

            if (tokens.Word(row, "ROW") && tokens.Is(row + 1, "(") && tokens.Closing(row + 1) == end - 1)
            {
                // ROW(1, 2) is a row of two columns, and to the engine's parser a value of one.
                tokens.Replace(row, row, "");
            }
            else if (!(tokens.Is(row, "(") && tokens.Closing(row) == end - 1))
            {
                tokens.Insert(tokens[row].Start, "(");
                tokens.Insert(tokens[end - 1].End, ")");
            }

            if (!isList)
            {
                return;
            }

            row = end + 1;
        }
    }

    private static (int End, bool IsList) RowEnd(GrammarTokens tokens, int start)
    {
        for (var at = start; at < tokens.Count; at++)
        {
            if (tokens.Is(at, "(") || tokens.Is(at, "["))
            {
                if (tokens.Closing(at) is not { } closing)
                {
                    return (start, false);
                }

                at = closing;
            }
            else if (tokens.Is(at, ","))
            {
                return (at, true);
            }
            else if (tokens.Is(at, ")") || tokens.Is(at, ";") || EndsValues(tokens, at))
            {
                return (at, false);
            }
        }

        return (tokens.Count, false);
    }

    private static bool EndsValues(GrammarTokens tokens, int at) => tokens[at].Kind == SqlTokenKind.Word && BehindValues.Contains(tokens[at].Value) && !tokens.Is(at - 1, ".");

    // f(x, y) WITHIN GROUP (ORDER BY z) is f(x, y ORDER BY z) of the engine.
    public static void WithinGroup(GrammarTokens tokens, int at)
    {
        if (tokens.Closing(at + 2) is null || tokens.Opening(at - 1) is not { } open || open == 0 || !tokens[open - 1].Is("LISTAGG"))
        {
            return;
        }

        var tail = at - 1;
        for (var overflow = open + 1; overflow < at - 1; overflow++)
        {
            if (tokens.Is(overflow, "(") || tokens.Is(overflow, "["))
            {
                overflow = tokens.Closing(overflow) ?? tail;
            }
            else if (tokens.Word(overflow, "ON") && tokens.Word(overflow + 1, "OVERFLOW"))
            {
                // A list has no limit of its own here.
                tokens.Edit(tokens[overflow].Start, tokens[tail].Start, "");
                break;
            }
        }

        // The bracket behind the order closes the call.
        tokens.Replace(tail, at + 2, tokens.Commas(open, tail).Count == 0 ? ", '' " : " ");
    }

    // A type is behind AS of a CAST, in another type, and behind a name in ROW(a array(integer)).
    public static bool IsType(GrammarTokens tokens, int at) => tokens.Word(at - 1, "AS") || tokens.Is(at - 1, "(") || tokens.Is(at - 1, ",") || (at > 0 && tokens[at - 1].IsName && !tokens.Word(at - 1, "SELECT"));

    // ARRAY(SELECT …): no type begins with a parenthesis.
    public static bool IsQuery(GrammarTokens tokens, int at) => tokens.Is(at, "(") || (tokens[at].Kind == SqlTokenKind.Word && BeginsQuery.Contains(tokens[at].Value));
}
