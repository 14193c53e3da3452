using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Formats;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>
/// The clauses within SQL's JSON functions, written as named arguments: <c>json_value(j, 'lax $.a' RETURNING integer NULL ON EMPTY)</c> as
/// <c>json_value(j, 'lax $.a', returns := CAST(NULL AS integer), on_empty := 'NULL')</c>.
/// </summary>
internal static class JsonGrammar
{
    /// <summary>The begin of the name of an argument that is a variable of the path.</summary>
    public const string Passed = "passed ";

    public static void JsonFunction(GrammarTokens tokens, int at, string name)
    {
        if (tokens.Closing(at + 1) is not { } close)
        {
            return;
        }

        // The first token of a key or value.
        var item = at + 2;
        for (var i = at + 2; i < close; i++)
        {
            if (tokens.Is(i, "(") || tokens.Is(i, "["))
            {
                i = tokens.Closing(i) ?? close;
            }
            else if (name is "JSON_OBJECT" && IsPair(tokens, i, item))
            {
                tokens.Replace(i, i, tokens[i].Is("KEY") ? "" : ",");
                item = i + 1;
            }
            else if (tokens.Is(i, ","))
            {
                item = i + 1;
            }
            else if (JsonClause(tokens, i, close, at, item) is { } last)
            {
                (i, item) = (last, last + 1);
            }
        }
    }

    // 'a' : 1, KEY 'a' VALUE 1; columns may be called key and value.
    private static bool IsPair(GrammarTokens tokens, int at, int item) =>
        (tokens.Is(at, ":") && !tokens.Is(at - 1, ":") && !tokens.Is(at + 1, ":") && !tokens.Is(at + 1, "="))
        || (tokens.Word(at, "VALUE") && at > item && SelectGrammar.EndsExpression(tokens, at - 1))
        || (tokens.Word(at, "KEY") && at == item && (tokens.Is(at - 1, ",") || tokens.Is(at - 1, "(")) && BeginsKey(tokens, at + 1));

    // KEY value VALUE 1 is of a column called value, key VALUE value of two.
    private static bool BeginsKey(GrammarTokens tokens, int at) => tokens[at].Kind == SqlTokenKind.Symbol
        ? tokens.Is(at, "(") || tokens.Is(at, "?")
        : !tokens.Word(at, "VALUE") || (tokens.Word(at + 1, "VALUE") && !tokens.Is(at + 2, ",") && !tokens.Is(at + 2, ")"));

    /// <summary>Writes the clause that begins here, and returns the place of its last token; null where there is none.</summary>
    private static int? JsonClause(GrammarTokens tokens, int at, int close, int function, int item)
    {
        var comma = at == function + 2 ? "" : ", ";
        switch (tokens[at].Kind == SqlTokenKind.Word ? tokens[at].Value.ToUpperInvariant() : "")
        {
            case "FORMAT" when tokens.Word(at + 1, "JSON") && at > item:
                // json_object('a' : '{}' FORMAT JSON): a value that is JSON already.
                tokens.Replace(at, at + 1, "");
                if (tokens[function].Is("JSON_OBJECT") || tokens[function].Is("JSON_ARRAY"))
                {
                    tokens.Insert(tokens[item].Start, "json_parse(");
                    tokens.Insert(tokens[at - 1].End, ")");
                }

                return at + 1;
            case "RETURNING":
                var end = EndOfClause(tokens, at + 1, close);
                tokens.Replace(at, at, $"{comma}returns := CAST(NULL AS");
                tokens.Insert(tokens[end].End, ")");
                if (!tokens.Word(end + 1, "FORMAT") || !tokens.Word(end + 2, "JSON"))
                {
                    return end;
                }

                tokens.Replace(end + 1, end + 2, "");
                return end + 2;
            case "PASSING":
                Passing(tokens, at, close);
                return EndOfClause(tokens, at + 1, close);
            case "DEFAULT" when EndOfClause(tokens, at + 1, close) + 1 is var on && IsOn(tokens, on):
                tokens.Replace(at, at, $"{comma}default_on_{tokens[on + 1].Value.ToLowerInvariant()} := (");
                tokens.Replace(on, on + 1, ")");
                return on + 1;
            case "NULL" or "ERROR" or "TRUE" or "FALSE" or "UNKNOWN" or "ABSENT" when IsOn(tokens, at + 1) || IsOnNull(tokens, at + 1):
                tokens.Replace(at, at + 2, $"{comma}on_{tokens[at + 2].Value.ToLowerInvariant()} := '{tokens[at].Value.ToUpperInvariant()}'");
                return at + 2;
            case "EMPTY" when IsOn(tokens, at + 1) || IsOn(tokens, at + 2):
                var isObject = tokens.Word(at + 1, "OBJECT");
                var place = IsOn(tokens, at + 1) ? at + 2 : at + 3;
                tokens.Replace(at, place, $"{comma}on_{tokens[place].Value.ToLowerInvariant()} := '{(isObject ? "{}" : "[]")}'");
                return place;
            case "WITH" or "WITHOUT" when Wrapper(tokens, at) is { } wrapper:
                var isConditional = false;
                for (var i = at; i <= wrapper; i++)
                {
                    isConditional |= tokens.Word(i, "CONDITIONAL");
                }

                tokens.Replace(at, wrapper, tokens[wrapper].Is("KEYS") ? tokens.Word(at, "WITH") ? $"{comma}keys := 'UNIQUE'" : "" : tokens.Word(at, "WITHOUT") ? "" : $"{comma}wrapper := '{(isConditional ? "CONDITIONAL" : "ALWAYS")}'");
                return wrapper;
            case "KEEP" or "OMIT" when tokens.Word(at + 1, "QUOTES"):
                var last = tokens.Word(at + 2, "ON") && tokens.Word(at + 3, "SCALAR") && tokens.Word(at + 4, "STRING") ? at + 4 : at + 1;
                tokens.Replace(at, last, $"{comma}quotes := '{tokens[at].Value.ToUpperInvariant()}'");
                return last;
            default:
                return null;
        }
    }

    // PASSING 5 AS "x", 1 AS y
    private static void Passing(GrammarTokens tokens, int at, int close)
    {
        var end = EndOfClause(tokens, at + 1, close);
        tokens.Replace(at, at, ",");
        var start = at + 1;
        for (var i = at + 1; i <= end; i++)
        {
            if ((tokens.Is(i, "(") || tokens.Is(i, "[")) && tokens.Closing(i) is { } closing)
            {
                i = closing;
            }
            else if (tokens.Word(i, "AS") && i < end)
            {
                var name = tokens[i + 1].Kind == SqlTokenKind.Word ? tokens[i + 1].Value.ToUpperInvariant() : tokens[i + 1].Value;
                tokens.Insert(tokens[start].Start, $" {SqlIdentifierOf(Passed + name)} := ");
                tokens.Replace(i, i + 1, "");
                start = i + 3;
            }
        }
    }

    private static string SqlIdentifierOf(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // The last token of what is before the next clause, or before the end.
    private static int EndOfClause(GrammarTokens tokens, int at, int close)
    {
        for (var i = at; i < close; i++)
        {
            if (i > at && BeginsClause(tokens, i))
            {
                return i - 1;
            }

            if ((tokens.Is(i, "(") || tokens.Is(i, "[")) && tokens.Closing(i) is { } closing)
            {
                i = closing;
            }
        }

        return close - 1;
    }

    private static bool BeginsClause(GrammarTokens tokens, int at) => tokens[at].Kind == SqlTokenKind.Word && tokens[at].Value.ToUpperInvariant() switch
    {
        "RETURNING" or "PASSING" or "DEFAULT" => true,
        "ON" => IsOn(tokens, at),
        "NULL" or "ERROR" or "TRUE" or "FALSE" or "UNKNOWN" or "ABSENT" => IsOn(tokens, at + 1) || IsOnNull(tokens, at + 1),
        "EMPTY" => IsOn(tokens, at + 1) || IsOn(tokens, at + 2),
        "FORMAT" => tokens.Word(at + 1, "JSON"),
        "KEEP" or "OMIT" => tokens.Word(at + 1, "QUOTES"),
        "WITH" or "WITHOUT" => Wrapper(tokens, at) is not null,
        _ => false,
    };

    private static bool IsOn(GrammarTokens tokens, int at) => tokens.Word(at, "ON") && (tokens.Word(at + 1, "EMPTY") || tokens.Word(at + 1, "ERROR"));

    private static bool IsOnNull(GrammarTokens tokens, int at) => tokens.Word(at, "ON") && tokens.Word(at + 1, "NULL");

    // WITH UNCONDITIONAL ARRAY WRAPPER, WITH UNIQUE KEYS
    private static int? Wrapper(GrammarTokens tokens, int at)
    {
        for (var i = at + 1; i < at + 4 && i < tokens.Count && tokens[i].Kind == SqlTokenKind.Word; i++)
        {
            if (tokens.Word(i, "WRAPPER") || tokens.Word(i, "KEYS"))
            {
                return i;
            }
        }

        return null;
    }

    public static void JsonLiteral(GrammarTokens tokens, int at)
    {
        if (JsonText.Canonical(tokens[at + 1].Value) is not { } json)
        {
            throw tokens.Invalid(at, "JSON", """JSON '{"name": 1}'""");
        }

        tokens.Replace(at, at + 1, $"json_parse({SqlText.Quote(json)})");
    }
}
