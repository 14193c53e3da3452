using System.Text.Json;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>The constant expressions of an EXECUTE as a query of their own. Pure.</summary>
internal static class ConstantText
{
    private const string Select = "SELECT";

    // Members of a SELECT that has nothing but its list.
    private static readonly string[] Empty = ["where_clause", "having", "sample", "qualify"];

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 4_000 };

    /// <summary>A query of the expressions, each in the place where the statement has it.</summary>
    /// <param name="sql">The statement, which begins with EXECUTE.</param>
    /// <param name="expressions">The expressions, in the order of the text.</param>
    public static string Of(string sql, IReadOnlyList<ParameterArgument.Expression> expressions)
    {
        var text = SqlTokens.Blank(sql).ToCharArray();
        // EXECUTE, a name and USING are longer, and blanks before them are none.
        var start = sql.AsSpan().IndexOfAnyExcept(" \t\r\n");
        Select.CopyTo(text.AsSpan(start < 0 || start + Select.Length >= expressions[0].Start ? 0 : start));
        foreach (var expression in expressions)
        {
            sql.AsSpan(expression.Start, expression.End - expression.Start).CopyTo(text.AsSpan(expression.Start));
            if (expression != expressions[^1])
            {
                // The statement has one there, or behind a comment.
                text[sql.IndexOf(',', expression.End)] = ',';
            }
        }

        return new string(text);
    }

    /// <summary>Requires that a query has expressions alone: constants are not read from anywhere.</summary>
    /// <param name="sql">The query's text.</param>
    /// <param name="tree">The tree that the engine's parser made of it.</param>
    /// <param name="count">The number of expressions.</param>
    /// <exception cref="QueryFailedException">It has more.</exception>
    public static void RequireConstant(string sql, ReadOnlyMemory<byte> tree, int count)
    {
        using var document = JsonDocument.Parse(tree, Options);
        var node = document.RootElement.GetProperty("statements")[0].GetProperty("node");
        if (tree.Span.IndexOf("\"class\":\"SUBQUERY\""u8) >= 0
            || node.GetProperty("type").GetString() != "SELECT_NODE"
            || node.GetProperty("from_table").GetProperty("type").GetString() != "EMPTY"
            || Array.Exists(Empty, member => node.TryGetProperty(member, out var clause) && clause.ValueKind != JsonValueKind.Null)
            || node.GetProperty("modifiers").GetArrayLength() > 0
            || node.GetProperty("group_expressions").GetArrayLength() > 0
            || node.GetProperty("cte_map").GetProperty("map").GetArrayLength() > 0
            || node.GetProperty("select_list").EnumerateArray().Any(item => item.GetProperty("alias").GetString() is { Length: > 0 })
            || node.GetProperty("select_list").GetArrayLength() != count)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported,
                "A value was expected here: behind USING are constants, such as 1, 'text', DATE '2026-01-31' + INTERVAL '1' DAY or ARRAY[1, 2]. Write what reads tables into the prepared statement.",
                SqlPosition.FromByteOffset(sql, (ulong)System.Text.Encoding.UTF8.GetByteCount(sql.AsSpan(0, Math.Max(sql.AsSpan().IndexOfAnyExcept(" \t\r\n"), 0))))));
        }
    }
}
