using System.Text;

namespace MeshStarter.QueryProxy.Sql;

internal enum SqlTokenKind
{
    Word,
    QuotedName,
    Text,
    Symbol,
}

/// <summary>A token; quotes are taken off, their doubling too.</summary>
internal sealed record SqlToken(SqlTokenKind Kind, string Text)
{
    public bool Is(string keyword) => Kind == SqlTokenKind.Word && AsciiNames.Comparer.Equals(Text, keyword);

    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
}

/// <summary>
/// Splits short statements (SHOW, DESCRIBE, USE) that the engine's parser does not know in Trino's form. Queries are never
/// read with it: those belong to the engine's own parser.
/// </summary>
internal static class SqlTokens
{
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
                _ when IsWord(c) => Word(sql, ref at),
                _ => new SqlToken(SqlTokenKind.Symbol, sql[at++].ToString()),
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

    private static SqlToken Word(string sql, ref int at)
    {
        var start = at;
        while (at < sql.Length && IsWord(sql[at]))
        {
            at++;
        }

        return new SqlToken(SqlTokenKind.Word, sql[start..at]);
    }

    private static SqlToken Quoted(string sql, ref int at, char quote, SqlTokenKind kind)
    {
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
                return new SqlToken(kind, text.ToString());
            }
        }

        return new SqlToken(SqlTokenKind.Symbol, quote.ToString());
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';
}
