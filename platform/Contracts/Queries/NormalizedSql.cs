using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Contracts.Queries;

/// <summary>
/// Normalizes SQL texts: without comments and without the values of literals, which may be personal data, in one spelling of blanks and
/// unquoted words. Two queries that differ only there have one <see cref="Fingerprint"/>.
/// </summary>
public static class NormalizedSql
{
    /// <summary>Characters of a normalized text; a longer one is cut, and ends with <c>…</c>.</summary>
    public const int MaximumLength = 8_000;

    // Words before a parenthesis that is no call's.
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "all", "and", "any", "as", "by", "case", "distinct", "else", "except", "exists", "filter", "from", "group", "having", "in", "intersect", "join", "like", "limit",
        "not", "on", "or", "over", "select", "set", "then", "union", "using", "values", "when", "where", "with", "within",
    };

    /// <summary>The text without its literals, each of which is <c>?</c>.</summary>
    /// <param name="sql">SQL of any dialect.</param>
    /// <param name="quotesAreNames">Whether a text in double quotes is a name, as in the engine's dialect; in some others it is a literal.</param>
    /// <returns>Null for a text that might be split in more than one way: part of a literal could be left in it.</returns>
    public static string? Of(string sql, bool quotesAreNames = true)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var text = new StringBuilder(Math.Min(sql.Length, MaximumLength));
        var tokens = new SqlLexer(sql, quotesAreNames);
        var before = "";
        while (tokens.Next() is { } token)
        {
            // A list of literals is one: (1, 2, 3) and (1, 2) are the same.
            if (token == SqlLexer.Literal && before == "," && EndsWithLiteral(text))
            {
                text.Length -= 1;
                before = token;
                continue;
            }

            if (text.Length > 0 && IsApart(before, token))
            {
                text.Append(' ');
            }

            text.Append(token);
            before = token;
        }

        if (tokens.IsAmbiguous)
        {
            return null;
        }

        while (text.Length > 0 && text[^1] is ';' or ' ')
        {
            text.Length--;
        }

        return text.ToString();
    }

    /// <summary>The words and quoted names of a text, in upper or lower case: each name that it uses is among them.</summary>
    public static IReadOnlySet<string> Names(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var tokens = new SqlLexer(sql, quotesAreNames: true);
        while (tokens.Next() is { } token)
        {
            names.Add(token[0] == '"' ? token[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : token);
        }

        return names;
    }

    /// <summary>Names a normalized text: 32 hexadecimal digits of its hash.</summary>
    public static string Fingerprint(string normalized)
    {
        ArgumentNullException.ThrowIfNull(normalized);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normalized)).AsSpan(0, 16));
    }

    /// <summary>The beginning of a normalized text that is longer than <see cref="MaximumLength"/>.</summary>
    public static string Bounded(string normalized)
    {
        ArgumentNullException.ThrowIfNull(normalized);
        return normalized.Length <= MaximumLength ? normalized : string.Concat(normalized.AsSpan(0, MaximumLength - 1), "…");
    }

    private static bool EndsWithLiteral(StringBuilder text) => text.Length > 1 && text[^1] == ',' && text[^2] == '?';

    private static bool IsApart(string before, string token) =>
        token is not ("," or ")" or "." or "]" or ";") && before is not ("(" or "." or "[") && (token != "(" || before is "," || Keywords.Contains(before) || !IsWordEnd(before))
        && (token != "[" || !IsWordEnd(before)) && token != "::" && before != "::";

    private static bool IsWordEnd(string token) => token.Length > 0 && (char.IsLetterOrDigit(token[^1]) || token[^1] is '_' or '"');
}
