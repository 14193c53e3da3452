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

        for (var i = at + 2; i < close; i++)
        {
            if (tokens.Is(i, "(") || tokens.Is(i, "["))
            {
                i = tokens.Closing(i) ?? close;
            }
            else if (name is "JSON_OBJECT" && IsPair(tokens, at, i))
            {
                tokens.Replace(i, i, tokens[i].Is("KEY") ? "" : ",");
            }
            else if (JsonClause(tokens, i, close, at) is { } last)
            {
                i = last;
            }
        }
    }

    // 'a' : 1, KEY 'a' VALUE 1
    private static bool IsPair(GrammarTokens tokens, int function, int at) =>
        (tokens.Is(at, ":") && !tokens.Is(at - 1, ":") && !tokens.Is(at + 1, ":") && !tokens.Is(at + 1, "="))
        || (tokens.Word(at, "VALUE") && !tokens.Is(at - 1, ",") && at > function + 2 && !tokens.Is(at + 1, ","))
        || (tokens.Word(at, "KEY") && (tokens.Is(at - 1, ",") || at == function + 2) && !tokens.Is(at + 1, ",") && !tokens.Is(at + 1, "."));

    /// <summary>Writes the clause that begins here, and returns the place of its last token; null where there is none.</summary>
    private static int? JsonClause(GrammarTokens tokens, int at, int close, int function)
    {
        var comma = at == function + 2 ? "" : ", ";
        switch (tokens[at].Kind == SqlTokenKind.Word ? tokens[at].Value.ToUpperInvariant() : "")
        {
            case "FORMAT" when tokens.Word(at + 1, "JSON"):
                // json_object('a' : '{}' FORMAT JSON): a value that is JSON already.
                tokens.Replace(at, at + 1, "");
                if (tokens[function].Is("JSON_OBJECT") || tokens[function].Is("JSON_ARRAY"))
                {
                    var start = at - 1;
                    while (start > function + 1 && !tokens.Is(start - 1, ",") && !tokens.Is(start - 1, ":") && !tokens.Word(start - 1, "VALUE") && start - 1 != function + 1)
                    {
                        start = tokens.Is(start - 1, ")") && tokens.Opening(start - 1) is { } open ? open : start - 1;
                    }

                    tokens.Insert(tokens[start].Start, "json_parse(");
                    tokens.Insert(tokens[at - 1].End, ")");
                }

                return at + 1;
            case "RETURNING":
                var end = EndOfClause(tokens, at + 1, close);
                tokens.Replace(at, at, $"{comma}returns := CAST(NULL AS");
                tokens.Insert(tokens[end].End, ")");
                return end;
            case "PASSING":
                Passing(tokens, at, close);
                return EndOfClause(tokens, at + 1, close);
            case "DEFAULT":
                var on = EndOfClause(tokens, at + 1, close) + 1;
                tokens.Replace(at, at, $"{comma}default_on_{tokens[on + 1].Value.ToLowerInvariant()} := (");
                tokens.Replace(on, on + 1, ")");
                return on + 1;
            case "NULL" or "ERROR" or "TRUE" or "FALSE" or "UNKNOWN" or "ABSENT" when tokens.Word(at + 1, "ON"):
                tokens.Replace(at, at + 2, $"{comma}on_{tokens[at + 2].Value.ToLowerInvariant()} := '{tokens[at].Value.ToUpperInvariant()}'");
                return at + 2;
            case "EMPTY" when tokens.Word(at + 2, "ON") || tokens.Word(at + 1, "ON"):
                var isObject = tokens.Word(at + 1, "OBJECT");
                var place = tokens.Word(at + 1, "ON") ? at + 2 : at + 3;
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
                var last = tokens.Word(at + 2, "ON") ? at + 4 : at + 1;
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
        "ON" => tokens.Word(at + 1, "EMPTY") || tokens.Word(at + 1, "ERROR"),
        "NULL" or "ERROR" or "TRUE" or "FALSE" or "UNKNOWN" or "ABSENT" => tokens.Word(at + 1, "ON"),
        "EMPTY" => tokens.Word(at + 1, "ON") || tokens.Word(at + 2, "ON"),
        "FORMAT" => tokens.Word(at + 1, "JSON"),
        "KEEP" or "OMIT" => tokens.Word(at + 1, "QUOTES"),
        "WITH" or "WITHOUT" => Wrapper(tokens, at) is not null,
        _ => false,
    };

    // WITH UNCONDITIONAL ARRAY WRAPPER, WITH UNIQUE KEYS
    private static int? Wrapper(GrammarTokens tokens, int at)
    {
        for (var i = at + 1; i < at + 4; i++)
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
