using System.Text;

namespace MeshStarter.Platform.Sql.Tokens;

/// <summary>
/// Splits texts as the engine's parser does: nested comments, texts with escapes (E'…'), texts in dollars. A query is split only where that is certain to be
/// the same (<see cref="OfQuery(string)"/>). Short statements (SHOW, EXECUTE, SET …), which the engine's parser does not know in Trino's form, are split in any case
/// (<see cref="OfStatement"/>): they have numbers and names such as <c>orders$snapshots</c>, and what is left open is a symbol that no statement has. Pure.
/// </summary>
internal static class SqlTokens
{
    /// <summary>The tokens of a query; null for a text that the engine may split otherwise. It may split what is behind a token that <see cref="SqlToken.IsForeign"/>, too.</summary>
    public static IReadOnlyList<SqlToken>? OfQuery(string sql) => OfQuery(sql, out _);

    /// <inheritdoc cref="OfQuery(string)"/>
    /// <param name="sql">The query.</param>
    /// <param name="at">The place behind the tokens.</param>
    public static IReadOnlyList<SqlToken>? OfQuery(string sql, out int at)
    {
        List<SqlToken> tokens = [];
        for (at = 0; SkipBlank(sql, ref at, isQuery: true); at = tokens[^1].End)
        {
            var isFraction = char.IsAsciiDigit(sql[at]) && tokens is [.., var point] && point.Is('.') && point.End == at;
            if ((isFraction ? Fraction(sql, at) : Next(sql, at)) is not { } token)
            {
                return null;
            }

            tokens.Add(token);
        }

        return tokens;
    }

    /// <summary>At most <paramref name="limit"/> tokens of a short statement; a comment or a trailing semicolon is none.</summary>
    public static IReadOnlyList<SqlToken> OfStatement(string sql, int limit)
    {
        List<SqlToken> tokens = [];
        for (var at = 0; tokens.Count < limit && SkipBlank(sql, ref at, isQuery: false); at = tokens[^1].End)
        {
            tokens.Add(sql[at] switch
            {
                '"' or '\'' => Quoted(sql, at, at, hasEscapes: false) ?? Symbol(sql, at),
                _ when IsNumber(sql, at) => Number(sql, at),
                var first when IsWord(first) || first == '$' => new SqlToken(SqlTokenKind.Word, sql[at..WordEnd(sql, at)], at, WordEnd(sql, at)),
                _ => Symbol(sql, at),
            });
        }

        while (tokens.Count > 0 && tokens[^1].Is(';'))
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        return tokens;
    }

    /// <summary>Blanks in the place of a text, so that places behind it stay where they are.</summary>
    public static string Blank(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i] is '\n' or '\r' ? source[i] : ' ';
        }
    });

    private static SqlToken? Next(string sql, int at) => sql[at] switch
    {
        '"' or '\'' => Quoted(sql, at, at, hasEscapes: false),
        '$' => Dollars(sql, at),
        var first when IsWord(first) => Word(sql, at),
        _ => Symbol(sql, at),
    };

    private static SqlToken? Word(string sql, int at)
    {
        var end = WordEnd(sql, at);
        var word = sql[at..end];
        var isBeforeText = end < sql.Length && sql[end] == '\'';
        if (isBeforeText && word is "e" or "E")
        {
            return Quoted(sql, at, end, hasEscapes: true);
        }

        // 1E'…' is a number and a text with escapes, 1$a$…$a$ a number and a text in dollars.
        var isNumber = char.IsAsciiDigit(word[0]);
        return (isNumber || isBeforeText) && word.Contains('$', StringComparison.Ordinal) ? null
            : isNumber && isBeforeText && word[^1] is 'e' or 'E' ? null
            : new SqlToken(SqlTokenKind.Word, word, at, end);
    }

    // Behind a point a word may begin directly behind the digits: 1.5AND. Of 5e-3 the sign is a token of its own.
    private static SqlToken Fraction(string sql, int start)
    {
        var end = GroupedDigits(sql, start);
        end = HasExponent(sql, end) ? GroupedDigits(sql, end + 1) : end;
        return new SqlToken(SqlTokenKind.Word, sql[start..end], start, end);
    }

    private static int GroupedDigits(string sql, int at)
    {
        while (at < sql.Length && (char.IsAsciiDigit(sql[at]) || (sql[at] == '_' && at + 1 < sql.Length && char.IsAsciiDigit(sql[at + 1]))))
        {
            at++;
        }

        return at;
    }

    private static SqlToken? Quoted(string sql, int start, int open, bool hasEscapes)
    {
        var quote = sql[open];
        var text = new StringBuilder();
        for (var at = open + 1; at < sql.Length; at++)
        {
            if (hasEscapes && sql[at] == '\\' && at + 1 < sql.Length)
            {
                text.Append(sql[++at]);
            }
            else if (sql[at] != quote)
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
                // A half-unescaped text would be a wrong value.
                return hasEscapes ? new SqlToken(SqlTokenKind.Symbol, "E", start, at + 1)
                    : new SqlToken(quote == '"' ? SqlTokenKind.QuotedName : SqlTokenKind.Text, text.ToString(), start, at + 1);
            }
        }

        return null;
    }

    // $$…$$, $tag$…$tag$; $1 is a parameter.
    private static SqlToken? Dollars(string sql, int at)
    {
        var tagged = at + 1;
        while (tagged < sql.Length && IsWord(sql[tagged]))
        {
            tagged++;
        }

        if (tagged == sql.Length || sql[tagged] != '$' || (tagged > at + 1 && char.IsAsciiDigit(sql[at + 1])))
        {
            return Symbol(sql, at);
        }

        var tag = sql[at..(tagged + 1)];
        var close = sql.IndexOf(tag, tagged + 1, StringComparison.Ordinal);
        return close < 0 ? null : new SqlToken(SqlTokenKind.Symbol, tag, at, close + tag.Length);
    }

    private static bool IsNumber(string sql, int at) =>
        char.IsAsciiDigit(sql[at]) || (sql[at] == '.' && at + 1 < sql.Length && char.IsAsciiDigit(sql[at + 1]));

    // 12, 1.5, .5, 1E-3
    private static SqlToken Number(string sql, int start)
    {
        var at = Digits(sql, start);
        if (at < sql.Length && sql[at] == '.')
        {
            at = Digits(sql, at + 1);
        }

        if (HasExponent(sql, at))
        {
            at = Digits(sql, at + 2);
        }

        var end = WordEnd(sql, at);
        return new SqlToken(end > at ? SqlTokenKind.Word : SqlTokenKind.Number, sql[start..end], start, end);
    }

    /// <summary>Whether an exponent of a number begins at a place: <c>e5</c>, <c>e-5</c>.</summary>
    public static bool HasExponent(string sql, int at) =>
        at + 1 < sql.Length && sql[at] is 'e' or 'E' && (char.IsAsciiDigit(sql[at + 1]) || (sql[at + 1] is '+' or '-' && at + 2 < sql.Length && char.IsAsciiDigit(sql[at + 2])));

    private static SqlToken Symbol(string sql, int at) => new(SqlTokenKind.Symbol, sql[at].ToString(), at, at + 1);

    private static int Digits(string sql, int at)
    {
        while (at < sql.Length && char.IsAsciiDigit(sql[at]))
        {
            at++;
        }

        return at;
    }

    private static int WordEnd(string sql, int at)
    {
        while (at < sql.Length && (IsWord(sql[at]) || sql[at] == '$'))
        {
            at++;
        }

        return at;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_';

    /// <summary>Goes to the next token; false where there is none.</summary>
    private static bool SkipBlank(string sql, ref int at, bool isQuery)
    {
        while (at < sql.Length)
        {
            var rest = sql.AsSpan(at);
            if (isQuery ? rest[0] is ' ' or '\t' or '\n' or '\r' or '\f' or '\v' : char.IsWhiteSpace(rest[0]))
            {
                at++;
            }
            else if (rest.StartsWith("--"))
            {
                var line = rest.IndexOfAny('\n', '\r');
                at = line < 0 ? sql.Length : at + line;
            }
            else if (rest.StartsWith("/*"))
            {
                at += CommentLength(rest);
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private static int CommentLength(ReadOnlySpan<char> text)
    {
        var depth = 0;
        for (var at = 0; at + 1 < text.Length; at++)
        {
            var two = text.Slice(at, 2);
            if (two is "/*" or "*/")
            {
                depth += two is "/*" ? 1 : -1;
                at++;
                if (depth == 0)
                {
                    return at + 1;
                }
            }
        }

        return text.Length;
    }
}
