using System.Text;

namespace MeshStarter.Platform.Sql.Tokens;

internal enum SqlTokenKind
{
    Word,
    QuotedName,
    Text,
    Number,
    Symbol,
}

/// <summary>A token.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Text">Its text; quotes are taken off, their doubling too.</param>
/// <param name="Start">The place of its first character.</param>
/// <param name="End">The place behind its last character.</param>
internal sealed record SqlToken(SqlTokenKind Kind, string Text, int Start, int End)
{
    public bool Is(string keyword) => Kind == SqlTokenKind.Word && AsciiNames.Comparer.Equals(Text, keyword);

    public bool Is(char symbol) => Kind == SqlTokenKind.Symbol && Text[0] == symbol;

    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
}

/// <summary>
/// Splits short statements (SHOW, EXECUTE, SET …) that the engine's parser does not know in Trino's form. Queries are never
/// read with it: those belong to the engine's own parser.
/// </summary>
internal static class SqlTokens
{
    /// <summary>Blanks in the place of a text, so that places behind it stay where they are.</summary>
    public static string Blank(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i] is '\n' or '\r' ? source[i] : ' ';
        }
    });

    /// <summary>At most <paramref name="limit"/> tokens; a comment or a trailing semicolon is none.</summary>
    public static IReadOnlyList<SqlToken> Read(string sql, int limit)
    {
        List<SqlToken> tokens = [];
        var at = 0;
        while (tokens.Count < limit && SkipBlank(sql, ref at))
        {
            var c = sql[at];
            tokens.Add(c switch
            {
                '"' => Quoted(sql, ref at, '"', SqlTokenKind.QuotedName),
                '\'' => Quoted(sql, ref at, '\'', SqlTokenKind.Text),
                _ when IsNumber(sql, at) => Number(sql, ref at),
                _ when IsWord(c) => Word(sql, ref at),
                _ => new SqlToken(SqlTokenKind.Symbol, c.ToString(), at, ++at),
            });
        }

        while (tokens.Count > 0 && tokens[^1] is { Kind: SqlTokenKind.Symbol, Text: ";" })
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        return tokens;
    }

    private static bool SkipBlank(string sql, ref int at)
    {
        while (at < sql.Length)
        {
            var rest = sql.AsSpan(at);
            if (char.IsWhiteSpace(rest[0]))
            {
                at++;
            }
            else if (rest.StartsWith("--"))
            {
                var end = rest.IndexOf('\n');
                at = end < 0 ? sql.Length : at + end + 1;
            }
            else if (rest.StartsWith("/*"))
            {
                var end = rest.IndexOf("*/");
                at = end < 0 ? sql.Length : at + end + 2;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNumber(string sql, int at) =>
        char.IsAsciiDigit(sql[at]) || (sql[at] == '.' && at + 1 < sql.Length && char.IsAsciiDigit(sql[at + 1]));

    // 12, 1.5, .5, 1E-3
    private static SqlToken Number(string sql, ref int at)
    {
        var start = at;
        Digits(sql, ref at);
        if (at < sql.Length && sql[at] == '.')
        {
            at++;
            Digits(sql, ref at);
        }

        if (at + 1 < sql.Length && sql[at] is 'e' or 'E' && (char.IsAsciiDigit(sql[at + 1]) || (sql[at + 1] is '+' or '-' && at + 2 < sql.Length && char.IsAsciiDigit(sql[at + 2]))))
        {
            at += 2;
            Digits(sql, ref at);
        }

        return at < sql.Length && IsWord(sql[at]) ? Word(sql, ref at) with { Start = start, Text = sql[start..at] } : new SqlToken(SqlTokenKind.Number, sql[start..at], start, at);
    }

    private static void Digits(string sql, ref int at)
    {
        while (at < sql.Length && char.IsAsciiDigit(sql[at]))
        {
            at++;
        }
    }

    private static SqlToken Word(string sql, ref int at)
    {
        var start = at;
        while (at < sql.Length && IsWord(sql[at]))
        {
            at++;
        }

        return new SqlToken(SqlTokenKind.Word, sql[start..at], start, at);
    }

    private static SqlToken Quoted(string sql, ref int at, char quote, SqlTokenKind kind)
    {
        var start = at;
        var text = new StringBuilder();
        for (at++; at < sql.Length; at++)
        {
            if (sql[at] != quote)
            {
                text.Append(sql[at]);
            }
            else if (at + 1 < sql.Length && sql[at + 1] == quote)
            {
                text.Append(quote);
                at++;
            }
            else
            {
                at++;
                return new SqlToken(kind, text.ToString(), start, at);
            }
        }

        return new SqlToken(SqlTokenKind.Symbol, quote.ToString(), start, at);
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';
}
