using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>
/// The clauses within SQL's JSON functions, written as named arguments: <c>json_value(j, 'lax $.a' RETURNING integer NULL ON EMPTY)</c> as
/// <c>json_value(j, 'lax $.a', returns := CAST(NULL AS integer), on_empty := 'NULL')</c>.
/// </summary>
internal sealed partial class GrammarText
{
    /// <summary>The begin of the name of an argument that is a variable of the path.</summary>
    public const string Passed = "passed ";

    private void JsonFunction(int at, string name)
    {
        if (Closing(at + 1) is not { } close)
        {
            return;
        }

        for (var i = at + 2; i < close; i++)
        {
            if (Is(i, "(") || Is(i, "["))
            {
                i = Closing(i) ?? close;
            }
            else if (name is "JSON_OBJECT" && IsPair(at, i))
            {
                Replace(i, i, _tokens[i].Is("KEY") ? "" : ",");
            }
            else if (JsonClause(i, close, at) is { } last)
            {
                i = last;
            }
        }
    }

    // 'a' : 1, KEY 'a' VALUE 1
    private bool IsPair(int function, int at) =>
        (Is(at, ":") && !Is(at - 1, ":") && !Is(at + 1, ":") && !Is(at + 1, "="))
        || (Word(at, "VALUE") && !Is(at - 1, ",") && at > function + 2 && !Is(at + 1, ","))
        || (Word(at, "KEY") && (Is(at - 1, ",") || at == function + 2) && !Is(at + 1, ",") && !Is(at + 1, "."));

    /// <summary>Writes the clause that begins here, and returns the place of its last token; null where there is none.</summary>
    private int? JsonClause(int at, int close, int function)
    {
        var comma = at == function + 2 ? "" : ", ";
        switch (_tokens[at].Kind == QueryTokenKind.Word ? _tokens[at].Value.ToUpperInvariant() : "")
        {
            case "FORMAT" when Word(at + 1, "JSON"):
                // json_object('a' : '{}' FORMAT JSON): a value that is JSON already.
                Replace(at, at + 1, "");
                if (_tokens[function].Is("JSON_OBJECT") || _tokens[function].Is("JSON_ARRAY"))
                {
                    var start = at - 1;
                    while (start > function + 1 && !Is(start - 1, ",") && !Is(start - 1, ":") && !Word(start - 1, "VALUE") && start - 1 != function + 1)
                    {
                        start = Is(start - 1, ")") && Opening(start - 1) is { } open ? open : start - 1;
                    }

                    Insert(_tokens[start].Start, "json_parse(");
                    Insert(_tokens[at - 1].End, ")");
                }

                return at + 1;
            case "RETURNING":
                var end = EndOfClause(at + 1, close);
                Replace(at, at, $"{comma}returns := CAST(NULL AS");
                Insert(_tokens[end].End, ")");
                return end;
            case "PASSING":
                Passing(at, close);
                return EndOfClause(at + 1, close);
            case "DEFAULT":
                var on = EndOfClause(at + 1, close) + 1;
                Replace(at, at, $"{comma}default_on_{_tokens[on + 1].Value.ToLowerInvariant()} := (");
                Replace(on, on + 1, ")");
                return on + 1;
            case "NULL" or "ERROR" or "TRUE" or "FALSE" or "UNKNOWN" or "ABSENT" when Word(at + 1, "ON"):
                Replace(at, at + 2, $"{comma}on_{_tokens[at + 2].Value.ToLowerInvariant()} := '{_tokens[at].Value.ToUpperInvariant()}'");
                return at + 2;
            case "EMPTY" when Word(at + 2, "ON") || Word(at + 1, "ON"):
                var isObject = Word(at + 1, "OBJECT");
                var place = Word(at + 1, "ON") ? at + 2 : at + 3;
                Replace(at, place, $"{comma}on_{_tokens[place].Value.ToLowerInvariant()} := '{(isObject ? "{}" : "[]")}'");
                return place;
            case "WITH" or "WITHOUT" when Wrapper(at) is { } wrapper:
                var isConditional = false;
                for (var i = at; i <= wrapper; i++)
                {
                    isConditional |= Word(i, "CONDITIONAL");
                }

                Replace(at, wrapper, _tokens[wrapper].Is("KEYS") ? Word(at, "WITH") ? $"{comma}keys := 'UNIQUE'" : "" : Word(at, "WITHOUT") ? "" : $"{comma}wrapper := '{(isConditional ? "CONDITIONAL" : "ALWAYS")}'");
                return wrapper;
            case "KEEP" or "OMIT" when Word(at + 1, "QUOTES"):
                var last = Word(at + 2, "ON") ? at + 4 : at + 1;
                Replace(at, last, $"{comma}quotes := '{_tokens[at].Value.ToUpperInvariant()}'");
                return last;
            default:
                return null;
        }
    }

    // PASSING 5 AS "x", 1 AS y
    private void Passing(int at, int close)
    {
        var end = EndOfClause(at + 1, close);
        Replace(at, at, ",");
        var start = at + 1;
        for (var i = at + 1; i <= end; i++)
        {
            if ((Is(i, "(") || Is(i, "[")) && Closing(i) is { } closing)
            {
                i = closing;
            }
            else if (Word(i, "AS") && i < end)
            {
                var name = _tokens[i + 1].Kind == QueryTokenKind.Word ? _tokens[i + 1].Value.ToUpperInvariant() : _tokens[i + 1].Value;
                Insert(_tokens[start].Start, $" {SqlIdentifierOf(Passed + name)} := ");
                Replace(i, i + 1, "");
                start = i + 3;
            }
        }
    }

    private static string SqlIdentifierOf(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // The last token of what is before the next clause, or before the end.
    private int EndOfClause(int at, int close)
    {
        for (var i = at; i < close; i++)
        {
            if (i > at && BeginsClause(i))
            {
                return i - 1;
            }

            if ((Is(i, "(") || Is(i, "[")) && Closing(i) is { } closing)
            {
                i = closing;
            }
        }

        return close - 1;
    }

    private bool BeginsClause(int at) => _tokens[at].Kind == QueryTokenKind.Word && _tokens[at].Value.ToUpperInvariant() switch
    {
        "RETURNING" or "PASSING" or "DEFAULT" => true,
        "ON" => Word(at + 1, "EMPTY") || Word(at + 1, "ERROR"),
        "NULL" or "ERROR" or "TRUE" or "FALSE" or "UNKNOWN" or "ABSENT" => Word(at + 1, "ON"),
        "EMPTY" => Word(at + 1, "ON") || Word(at + 2, "ON"),
        "FORMAT" => Word(at + 1, "JSON"),
        "KEEP" or "OMIT" => Word(at + 1, "QUOTES"),
        "WITH" or "WITHOUT" => Wrapper(at) is not null,
        _ => false,
    };

    // WITH UNCONDITIONAL ARRAY WRAPPER, WITH UNIQUE KEYS
    private int? Wrapper(int at)
    {
        for (var i = at + 1; i < at + 4; i++)
        {
            if (Word(i, "WRAPPER") || Word(i, "KEYS"))
            {
                return i;
            }
        }

        return null;
    }
}
