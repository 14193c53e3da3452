using System.Collections.Frozen;
using System.Text;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Refuses the grammar that the engine's parser reads and Trino's does not: a query that runs here runs in Trino too.</summary>
internal static class GrammarRefusals
{
    /// <summary>Words behind which a list has another item.</summary>
    private static readonly FrozenSet<string> BehindList = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "from", "where", "group", "having", "order", "limit", "offset", "union", "except", "intersect");

    // SELECT a, FROM t: the engine leaves the comma out.
    public static void RequireItem(GrammarTokens tokens, int at)
    {
        var next = at + 1;
        if (next < tokens.Count && (tokens.Is(next, ")") || tokens.Is(next, "]") || EndsList(tokens, next)))
        {
            throw tokens.Refused(next, TrinoErrorCode.SyntaxError, $"mismatched input '{tokens[next].Value}'. Behind the comma another item is missing.");
        }
    }

    // Such a word may also be the name of a column, a table or a function.
    private static bool EndsList(GrammarTokens tokens, int at) =>
        tokens[at].Kind == SqlTokenKind.Word && BehindList.Contains(tokens[at].Value) && !tokens.Is(at + 1, ".") && !tokens.Is(at + 1, ",") && !tokens.Is(at + 1, "(");

    /// <summary>Operators of the engine: their characters, and how the same is written.</summary>
    private static readonly (string Symbols, string Instead)[] Operators =
    [
        ("::", "CAST(… AS type)"),
        ("==", "="),
        (":=", "the arguments in their order, without names"),
        ("=>", "the arguments in their order, without names"),
        ("//", "a / b, which is whole for whole numbers"),
        ("**", "power(a, b)"),
        ("^@", "starts_with(text, begin)"),
        ("^", "power(a, b)"),
        ("<<", "bitwise_left_shift(a, n)"),
        ("->>", "json_extract_scalar(json, path)"),
        (">>", "bitwise_right_shift(a, n)"),
        ("!~", "NOT regexp_like(text, pattern)"),
        ("~~", "LIKE"),
        ("~", "regexp_like(text, pattern), or bitwise_not(a)"),
        ("&", "bitwise_and(a, b)"),
        ("@", "abs(a)"),
        ("#", "the column's name, or its number in ORDER BY and GROUP BY"),
        ("{", "ROW(…), or MAP(ARRAY[…], ARRAY[…])"),
    ];

    private static readonly FrozenSet<string> OfOperators = Operators.Select(each => each.Symbols[..1]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words of the engine's grammar, and how the same is written.</summary>
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["QUALIFY"] = "the window function in a subquery, and WHERE around it",
        ["ILIKE"] = "lower(text) LIKE lower(pattern)",
        ["ISNULL"] = "IS NULL, or coalesce(value, other)",
        ["NOTNULL"] = "IS NOT NULL",
        ["COLLATE"] = "the text without a collation",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The engine's names of types that Trino does not know, and Trino's.</summary>
    private static readonly FrozenDictionary<string, string> EngineTypes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["BIGNUM"] = "decimal(38, 0)",
        ["BINARY"] = "varbinary",
        ["BIT"] = "varchar",
        ["BLOB"] = "varbinary",
        ["BOOL"] = "boolean",
        ["BPCHAR"] = "varchar",
        ["BYTEA"] = "varbinary",
        ["DATETIME"] = "timestamp",
        ["FLOAT"] = "real or double",
        ["FLOAT4"] = "real",
        ["FLOAT8"] = "double",
        ["GUID"] = "uuid",
        ["HUGEINT"] = "decimal(38, 0)",
        ["INTERVAL"] = "INTERVAL '1' DAY, and n * INTERVAL '1' DAY",
        ["INT1"] = "tinyint",
        ["INT128"] = "decimal(38, 0)",
        ["INT2"] = "smallint",
        ["INT4"] = "integer",
        ["INT8"] = "bigint",
        ["LONG"] = "bigint",
        ["CHARACTER"] = "char",
        ["NUMERIC"] = "decimal",
        ["NVARCHAR"] = "varchar",
        ["SHORT"] = "smallint",
        ["SIGNED"] = "integer",
        ["STRING"] = "varchar",
        ["STRUCT"] = "row(name type)",
        ["TEXT"] = "varchar",
        ["UBIGINT"] = "decimal(20, 0)",
        ["UHUGEINT"] = "decimal(38, 0)",
        ["UINTEGER"] = "bigint",
        ["USMALLINT"] = "integer",
        ["UTINYINT"] = "smallint",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words in front of FROM where that begins no query.</summary>
    private static readonly FrozenSet<string> SetOperations = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "union", "except", "intersect");

    public static void Refuse(GrammarTokens tokens, int at)
    {
        switch (tokens[at].Kind)
        {
            case SqlTokenKind.Symbol:
                RefuseSymbol(tokens, at);
                break;
            // The engine joins texts on two lines.
            case SqlTokenKind.Text when tokens.IsText(at - 1):
                throw tokens.Instead(at, tokens[at].Value, "a comma between two texts, or || to join them");
            case SqlTokenKind.Word when char.IsAsciiDigit(tokens[at].Value[0]):
                LiteralGrammar.RequireNumber(tokens, at);
                break;
            case SqlTokenKind.Word when !tokens.Is(at - 1, "."):
                RefuseWord(tokens, at);
                break;
        }
    }

    private static void RefuseSymbol(GrammarTokens tokens, int at)
    {
        var value = tokens[at].Value;
        if (tokens[at].IsForeign)
        {
            Rune.DecodeFromUtf16(tokens.Text.AsSpan(tokens[at].Start), out var letter, out _);
            throw tokens.Instead(at, letter.ToString(), "names with other letters than a to z in double quotes, and plain spaces");
        }

        if (value == "E")
        {
            throw tokens.Refused(at, TrinoErrorCode.SyntaxError, "mismatched input 'E'. Write the character itself, or chr(10).");
        }

        if (value.Length > 1 || (value == ":" && !tokens.Joined(at, "::") && !tokens.Is(at + 1, "=")))
        {
            RefuseColon(tokens, at, value);
        }
        else if (value == "|" && !tokens.Joined(at, "||") && !tokens.Joined(at - 1, "||"))
        {
            throw tokens.Instead(at, "|", "bitwise_or(a, b)");
        }
        else if (value == "!" && !tokens.Joined(at, "!=") && !tokens.Joined(at, "!~"))
        {
            throw tokens.Instead(at, value, "NOT in front of a condition");
        }
        else if (value == "%" && tokens.Word(at - 2, "LIMIT"))
        {
            throw tokens.Instead(at, value, "a number of rows, or TABLESAMPLE BERNOULLI (10)");
        }
        else if ((OfOperators.Contains(value) || value is "-" or "=" or "/" or "*" or "<" or ">" or "!") && Operators.FirstOrDefault(each => tokens.Joined(at, each.Symbols)) is { Symbols: { } symbols } known && !IsUnicode(tokens, at))
        {
            throw tokens.Instead(at, symbols, known.Instead);
        }
    }

    // {'a': 1} is refused where it begins; "a: 1" names a column; JSON_OBJECT('a' : 1) is Trino's.
    private static void RefuseColon(GrammarTokens tokens, int at, string value)
    {
        if (value != ":")
        {
            throw tokens.Instead(at, value, "text in single quotes");
        }

        var open = tokens.Enclosing(at);
        if (tokens.Is(open, "["))
        {
            throw tokens.Instead(at, value, "slice(array, start, length)");
        }

        if (!(tokens.Is(open, "(") && (tokens.Word(open - 1, "JSON_OBJECT") || tokens.Word(open - 1, "JSON_OBJECTAGG"))))
        {
            throw tokens.Instead(at, value, "a name behind its expression: … AS name");
        }
    }

    private static void RefuseWord(GrammarTokens tokens, int at)
    {
        var token = tokens[at];
        if (Words.TryGetValue(token.Value, out var instead) && !tokens.Word(at - 1, "AS"))
        {
            throw tokens.Instead(at, token.Value, instead);
        }

        switch (token.Value.ToUpperInvariant())
        {
            case "TRUE" or "FALSE" or "UNKNOWN" when tokens.Word(at - 1, "IS") || (tokens.Word(at - 1, "NOT") && tokens.Word(at - 2, "IS")):
                throw tokens.Instead(at, token.Value, "IS [NOT] DISTINCT FROM true");
            case "AT" when tokens.Is(at + 1, "(") && (tokens.Word(at + 2, "VERSION") || tokens.Word(at + 2, "TIMESTAMP")) && (tokens.Is(at + 3, "=>") || tokens.Joined(at + 3, "=>")):
                throw tokens.Instead(at, token.Value, $"FOR {tokens[at + 2].Value.ToUpperInvariant()} AS OF … behind the product's name");
            // The parser gives these other names.
            case "IFNULL" or "PERCENTILE_CONT" or "PERCENTILE_DISC" when tokens.Is(at + 1, "("):
                throw tokens.Refused(at, TrinoErrorCode.FunctionNotFound, $"Function '{token.Value.ToLowerInvariant()}' not registered. {TrinoFunctions.Instead(token.Value)}");
            case "SYMMETRIC" when tokens.Word(at - 1, "BETWEEN"):
                throw tokens.Instead(at, token.Value, "BETWEEN least(a, b) AND greatest(a, b)");
            case "SIMILAR" when tokens.Word(at + 1, "TO"):
                throw tokens.Instead(at, token.Value, "regexp_like(text, pattern)");
            case "GLOB" when at + 1 < tokens.Count && tokens[at + 1].Kind == SqlTokenKind.Text && at > 0 && !tokens.Word(at - 1, "AS"):
                throw tokens.Instead(at, token.Value, "LIKE, or regexp_like(text, pattern)");
            case "BY" when tokens.Word(at + 1, "NAME") && (SetOperations.Contains(Before(tokens, at)) || ((tokens.Word(at - 1, "ALL") || tokens.Word(at - 1, "DISTINCT")) && SetOperations.Contains(Before(tokens, at - 1)))):
                throw tokens.Instead(at, token.Value, "the columns of both sides in one order");
            case "OFFSET" when tokens.Word(at - 2, "LIMIT"):
                throw tokens.Instead(at, token.Value, "OFFSET before LIMIT: OFFSET 10 LIMIT 5");
            case "SAMPLE" when tokens.Word(at - 1, "USING"):
                throw tokens.Instead(at - 1, "USING", "TABLESAMPLE BERNOULLI (10) behind the table");
            case "FILTER" when tokens.Is(at - 1, ")") && tokens.Is(at + 1, "(") && !tokens.Word(at + 2, "WHERE"):
                throw tokens.Instead(at + 1, "(", "FILTER (WHERE …)");
            case "IN" when !tokens.Is(at + 1, "(") && !tokens.Word(tokens.Enclosing(at) - 1, "POSITION"):
                throw tokens.Instead(at, token.Value, "contains(array, value), or a list in parentheses");
            case "FOR" when tokens.Is(tokens.Enclosing(at), "["):
                throw tokens.Instead(at, token.Value, "transform(array, x -> …)");
            case "FROM" when BeginsWithFrom(tokens, at):
                throw tokens.Instead(at, token.Value, "SELECT * FROM …");
            case "AS" when tokens.Enclosing(at) is >= 0 and var cast && at + 1 < tokens.Count && (tokens.Word(cast - 1, "CAST") || tokens.Word(cast - 1, "TRY_CAST")):
                RequireType(tokens, at + 1);
                break;
        }
    }

    private static void RequireType(GrammarTokens tokens, int at)
    {
        if (tokens[at].Kind == SqlTokenKind.Word && EngineTypes.TryGetValue(tokens[at].Value, out var known))
        {
            throw tokens.Refused(at, TrinoErrorCode.TypeMismatch, $"Unknown type: {tokens[at].Value.ToLowerInvariant()}. Write {known}.");
        }
    }

    // FROM t, (FROM t), … UNION FROM t, WITH a AS (…) FROM a; trim(FROM x) is Trino's.
    private static bool BeginsWithFrom(GrammarTokens tokens, int at) =>
        at == 0
        || (tokens.Is(at - 1, "(") && !tokens.Word(at - 2, "TRIM"))
        || SetOperations.Contains(Before(tokens, at))
        || (tokens.Is(at - 1, ")") && tokens.Enclosing(at) < 0 && tokens.Word(0, "WITH") && at < tokens.FirstQuery);

    private static string Before(GrammarTokens tokens, int at) => at > 0 && tokens[at - 1].Kind == SqlTokenKind.Word ? tokens[at - 1].Value : "";

    // U&'…'
    private static bool IsUnicode(GrammarTokens tokens, int at) => tokens.Is(at, "&") && tokens.Word(at - 1, "U") && tokens[at - 1].End == tokens[at].Start;
}
