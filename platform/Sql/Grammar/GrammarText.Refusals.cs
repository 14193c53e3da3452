using System.Collections.Frozen;
using System.Globalization;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Grammar;

/// <summary>Refuses the grammar that the engine's parser reads and Trino's does not: a query that runs here runs in Trino too.</summary>
internal sealed partial class GrammarText
{
    /// <summary>Operators of the engine: their characters, and how the same is written.</summary>
    private static readonly (string Symbols, string Instead)[] Operators =
    [
        ("::", "CAST(… AS type)"),
        ("==", "="),
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
        ["ISNULL"] = "IS NULL",
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

    private void Refuse(int at)
    {
        switch (_tokens[at].Kind)
        {
            case QueryTokenKind.Symbol:
                RefuseSymbol(at);
                break;
            case QueryTokenKind.Word when !Is(at - 1, "."):
                RefuseWord(at);
                break;
        }
    }

    private void RefuseSymbol(int at)
    {
        var value = _tokens[at].Value;
        if (value == "E")
        {
            throw Refused(at, TrinoErrorCode.SyntaxError, "mismatched input 'E'. Write the character itself, or chr(10).");
        }

        if (value.Length > 1 || (value == ":" && !Joined(at, "::") && !Is(at + 1, "=")))
        {
            RefuseColon(at, value);
        }
        else if (value == "|" && !Joined(at, "||") && !Joined(at - 1, "||"))
        {
            throw Instead(at, "|", "bitwise_or(a, b)");
        }
        else if (value == "%" && Word(at - 2, "LIMIT"))
        {
            throw Instead(at, value, "a number of rows, or TABLESAMPLE BERNOULLI (10)");
        }
        else if ((OfOperators.Contains(value) || value is "-" or "=" or "/" or "*" or "<" or ">" or "!") && Operators.FirstOrDefault(each => Joined(at, each.Symbols)) is { Symbols: { } symbols } known && !IsUnicode(at))
        {
            throw Instead(at, symbols, known.Instead);
        }
    }

    // {'a': 1} is refused where it begins; "a: 1" names a column; JSON_OBJECT('a' : 1) is Trino's.
    private void RefuseColon(int at, string value)
    {
        if (value != ":")
        {
            throw Instead(at, value, "text in single quotes");
        }

        var open = Enclosing(at);
        if (Is(open, "["))
        {
            throw Instead(at, value, "slice(array, start, length)");
        }

        if (!(Is(open, "(") && (Word(open - 1, "JSON_OBJECT") || Word(open - 1, "JSON_OBJECTAGG"))))
        {
            throw Instead(at, value, "a name behind its expression: … AS name");
        }
    }

    private void RefuseWord(int at)
    {
        var token = _tokens[at];
        if (Words.TryGetValue(token.Value, out var instead) && !Word(at - 1, "AS"))
        {
            throw Instead(at, token.Value, instead);
        }

        switch (token.Value.ToUpperInvariant())
        {
            case "TRUE" or "FALSE" or "UNKNOWN" when Word(at - 1, "IS") || (Word(at - 1, "NOT") && Word(at - 2, "IS")):
                throw Instead(at, token.Value, "IS [NOT] DISTINCT FROM true");
            case "AT" when Is(at + 1, "(") && (Word(at + 2, "VERSION") || Word(at + 2, "TIMESTAMP")) && (Is(at + 3, "=>") || Joined(at + 3, "=>")):
                throw Instead(at, token.Value, $"FOR {_tokens[at + 2].Value.ToUpperInvariant()} AS OF … behind the product's name");
            case "SIMILAR" when Word(at + 1, "TO"):
                throw Instead(at, token.Value, "regexp_like(text, pattern)");
            case "GLOB" when at + 1 < _tokens.Count && _tokens[at + 1].Kind == QueryTokenKind.Text && at > 0 && !Word(at - 1, "AS"):
                throw Instead(at, token.Value, "LIKE, or regexp_like(text, pattern)");
            case "BY" when Word(at + 1, "NAME") && (SetOperations.Contains(Before(at)) || ((Word(at - 1, "ALL") || Word(at - 1, "DISTINCT")) && SetOperations.Contains(Before(at - 1)))):
                throw Instead(at, token.Value, "the columns of both sides in one order");
            case "OFFSET" when Word(at - 2, "LIMIT"):
                throw Instead(at, token.Value, "OFFSET before LIMIT: OFFSET 10 LIMIT 5");
            case "SAMPLE" when Word(at - 1, "USING"):
                throw Instead(at - 1, "USING", "TABLESAMPLE BERNOULLI (10) behind the table");
            case "FILTER" when Is(at - 1, ")") && Is(at + 1, "(") && !Word(at + 2, "WHERE"):
                throw Instead(at + 1, "(", "FILTER (WHERE …)");
            case "FOR" when Is(Enclosing(at), "["):
                throw Instead(at, token.Value, "transform(array, x -> …)");
            case "FROM" when BeginsWithFrom(at):
                throw Instead(at, token.Value, "SELECT * FROM …");
            case "AS" when Opening(at) is { } cast && at + 1 < _tokens.Count && (Word(cast - 1, "CAST") || Word(cast - 1, "TRY_CAST")):
                RequireType(at + 1);
                break;
        }

        int? Opening(int inner) => Enclosing(inner) is >= 0 and var open ? open : null;
    }

    private void RequireType(int at)
    {
        if (_tokens[at].Kind == QueryTokenKind.Word && EngineTypes.TryGetValue(_tokens[at].Value, out var known))
        {
            throw Refused(at, TrinoErrorCode.TypeMismatch, $"Unknown type: {_tokens[at].Value.ToLowerInvariant()}. Write {known}.");
        }
    }

    // FROM t, (FROM t), … UNION FROM t, WITH a AS (…) FROM a; trim(FROM x) is Trino's.
    private bool BeginsWithFrom(int at)
    {
        if (at == 0 || (Is(at - 1, "(") && !(at > 1 && _tokens[at - 2].Kind == QueryTokenKind.Word && !BeginsQuery.Contains(_tokens[at - 2].Value) && _tokens[at - 2].Is("TRIM"))))
        {
            return true;
        }

        return SetOperations.Contains(Before(at)) || (Is(at - 1, ")") && Enclosing(at) < 0 && Word(0, "WITH") && Enumerable.Range(1, at - 1).All(before => !(Word(before, "SELECT") || Word(before, "VALUES") || Word(before, "TABLE")) || Enclosing(before) >= 0));
    }

    private string Before(int at) => at > 0 && _tokens[at - 1].Kind == QueryTokenKind.Word ? _tokens[at - 1].Value : "";

    // Symbols without a space between them.
    private bool Joined(int at, string symbols)
    {
        for (var each = 0; each < symbols.Length; each++)
        {
            if (!Is(at + each, symbols[each].ToString()) || (each > 0 && _tokens[at + each].Start != _tokens[at + each - 1].End))
            {
                return false;
            }
        }

        return true;
    }

    // U&'…'
    private bool IsUnicode(int at) => Is(at, "&") && Word(at - 1, "U") && _tokens[at - 1].End == _tokens[at].Start;

    /// <summary>The place of the bracket around a token; -1 where there is none.</summary>
    private int Enclosing(int at) => _enclosing[at];

    private QueryFailedException Instead(int at, string input, string instead) =>
        Refused(at, TrinoErrorCode.SyntaxError, string.Create(CultureInfo.InvariantCulture, $"mismatched input '{input}'. Write {instead}."));
}
