using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>Says in the mesh's words what the engine's parser said of a text that is no single SELECT.</summary>
internal static class ParseFailure
{
    /// <param name="sql">The query, in which the place is named.</param>
    /// <param name="parsed">The text that was parsed: the same, byte for byte, except for spaces.</param>
    /// <param name="error">The parser's error.</param>
    // {"error":true,"error_type":"parser","error_message":"syntax error at or near \"x\"","error_subtype":"SYNTAX_ERROR","position":"25"}
    public static QueryFailure From(string sql, string parsed, JsonObject error)
    {
        var message = Nodes.Text(error, "error_message") is { Length: > 0 } given ? given : "it cannot be parsed";
        var position = ulong.TryParse(Nodes.Text(error, "position"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? SqlPosition.FromByteOffset(sql, Bytes(parsed, offset))
            : null;
        if (message.StartsWith("Only SELECT", StringComparison.Ordinal))
        {
            return new QueryFailure(TrinoErrorCode.NotSupported, ReadOnly);
        }

        if (message.StartsWith("Max expression depth", StringComparison.OrdinalIgnoreCase) || message.StartsWith("memory exhausted", StringComparison.Ordinal))
        {
            return QueryFailure.TooDeep;
        }

        // Of two clauses for what it takes for one query the parser knows no place.
        if (message.StartsWith("exprLocation", StringComparison.Ordinal))
        {
            return new QueryFailure(TrinoErrorCode.NotSupported, "A query in parentheses and the one around it both have a WITH, an ORDER BY or a limit. Write SELECT * FROM (…) around the inner one.");
        }

        // More than three parts in a table's name end in the parser's own "NOT IMPLEMENTED".
        return message.EndsWith("NOT IMPLEMENTED", StringComparison.Ordinal)
            ? new QueryFailure(TrinoErrorCode.SyntaxError, "a name or literal here has a form that does not exist; tables are named mesh.domain.product", position)
            : new QueryFailure(EngineMessages.Known(message) ?? TrinoErrorCode.SyntaxError, message + Quoting(message), position);
    }

    // Names in Trino, keywords here.
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.Ordinal,
        "all", "analyse", "analyze", "any", "asc", "asymmetric", "both", "check", "collate", "column", "default", "deferrable", "desc", "do", "fetch", "foreign", "initially", "lambda", "lateral", "leading", "limit",
        "offset", "only", "pivot", "placing", "primary", "qualify", "references", "returning", "show", "some", "summarize", "symmetric", "to", "trailing", "unique", "unpivot", "variadic", "window");

    // syntax error at or near "desc"
    private static string Quoting(string message) =>
        message.Split('"') is ["syntax error at or near ", var word, ..] && Keywords.Contains(AsciiNames.Lower(word))
            ? $". Where {word} is a name, write it in quotes: \"{word}\""
            : "";

    internal const string ReadOnly =
        "Only a SELECT runs here: products change through their domain's publisher, never by SQL, and the engine's settings, files and extensions are closed.";

    // Here, and only here, the engine (1.5.6) counts characters.
    private static ulong Bytes(string parsed, ulong characters)
    {
        var bytes = 0UL;
        foreach (var character in parsed.EnumerateRunes())
        {
            if (characters-- == 0)
            {
                break;
            }

            bytes += (ulong)character.Utf8SequenceLength;
        }

        return bytes;
    }
}
