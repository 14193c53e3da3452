using System.Text;

namespace MeshStarter.Platform.Sql.Tokens;

internal enum QueryTokenKind
{
    Word,
    QuotedName,
    Text,
    Symbol,
}

/// <summary>A token of a query.</summary>
/// <param name="Kind">The kind of token.</param>
/// <param name="Value">A word or symbol as it is; a name or text without its quotes and their doubling.</param>
/// <param name="Start">Its first character's place.</param>
/// <param name="End">The place behind its last character.</param>
internal readonly record struct QueryToken(QueryTokenKind Kind, string Value, int Start, int End)
{
    public bool Is(string keyword) => Kind == QueryTokenKind.Word && AsciiNames.Comparer.Equals(Value, keyword);

    public bool Is(char symbol) => Kind == QueryTokenKind.Symbol && Value[0] == symbol;

    public bool IsName => Kind == QueryTokenKind.QuotedName || (Kind == QueryTokenKind.Word && !char.IsAsciiDigit(Value[0]));
}

/// <summary>
/// Splits a query as the engine's parser does: nested comments, texts with escapes (E'…'), texts in dollars. Where it is not sure
/// to do the same, it does not split at all. Pure.
/// </summary>
internal static class QueryTokens
{
    /// <summary>The tokens; null for a text that the engine may split otherwise.</summary>
    public static IReadOnlyList<QueryToken>? Read(string sql)
    {
        List<QueryToken> tokens = [];
        for (var at = 0; at < sql.Length;)
        {
            var rest = sql.AsSpan(at);
            if (rest[0] is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
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
            else if (Next(sql, at) is { } token)
            {
                tokens.Add(token);
                at = token.End;
            }
            else
            {
                return null;
            }
        }

        return tokens;
    }

    private static QueryToken? Next(string sql, int at) => sql[at] switch
    {
        '"' => Quoted(sql, at, at, '"', QueryTokenKind.QuotedName, hasEscapes: false),
        '\'' => Quoted(sql, at, at, '\'', QueryTokenKind.Text, hasEscapes: false),
        '$' => Dollars(sql, at),
        var first when IsWord(first) => Word(sql, at),
        // Outside of quotes the engine takes some characters for spaces.
        > '\x7F' => null,
        var symbol => new QueryToken(QueryTokenKind.Symbol, symbol.ToString(), at, at + 1),
    };

    private static QueryToken? Word(string sql, int at)
    {
        var end = at;
        while (end < sql.Length && (IsWord(sql[end]) || sql[end] == '$'))
        {
            end++;
        }

        var word = sql[at..end];
        if (end == sql.Length || sql[end] != '\'')
        {
            return new QueryToken(QueryTokenKind.Word, word, at, end);
        }

        // 1E'…' is a number and a text with escapes.
        return word is "e" or "E" ? Quoted(sql, at, end, '\'', QueryTokenKind.Text, hasEscapes: true)
            : char.IsAsciiDigit(word[0]) || word.Contains('$', StringComparison.Ordinal) ? null
            : new QueryToken(QueryTokenKind.Word, word, at, end);
    }

    private static QueryToken? Quoted(string sql, int start, int open, char quote, QueryTokenKind kind, bool hasEscapes)
    {
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
                return new QueryToken(hasEscapes ? QueryTokenKind.Symbol : kind, hasEscapes ? "E" : text.ToString(), start, at + 1);
            }
        }

        return null;
    }

    // $$…$$, $tag$…$tag$; $1 is a parameter.
    private static QueryToken? Dollars(string sql, int at)
    {
        var tagged = at + 1;
        while (tagged < sql.Length && IsWord(sql[tagged]))
        {
            tagged++;
        }

        if (tagged == sql.Length || sql[tagged] != '$' || (tagged > at + 1 && char.IsAsciiDigit(sql[at + 1])))
        {
            return new QueryToken(QueryTokenKind.Symbol, "$", at, at + 1);
        }

        var tag = sql[at..(tagged + 1)];
        var close = sql.IndexOf(tag, tagged + 1, StringComparison.Ordinal);
        return close < 0 ? null : new QueryToken(QueryTokenKind.Symbol, tag, at, close + tag.Length);
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

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_';
}
