using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>The constant expressions of an EXECUTE as a query of their own. Pure.</summary>
internal static class ConstantText
{
    private const string Select = "SELECT";

    /// <summary>A query of the expressions, each in the place where the statement has it.</summary>
    /// <param name="sql">The statement, which begins with EXECUTE.</param>
    /// <param name="expressions">The expressions, in the order of the text.</param>
    public static string Of(string sql, IReadOnlyList<ParameterArgument> expressions)
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
        var root = QueryTree.Read(tree);
        var query = QueryTree.Query(root);
        if (tree.Span.IndexOf("\"class\":\"SUBQUERY\""u8) >= 0 || query.Kind != "SELECT_NODE" || !HasOnlyItsList(query) || query.SelectList.Count != count || query.SelectList.Any(item => item.Alias.Length > 0))
        {
            throw Refused(sql, TrinoErrorCode.NotSupported,
                "A value was expected here: behind USING are constants, such as 1, 'text', DATE '2026-01-31' + INTERVAL '1' DAY or ARRAY[1, 2]. Write what reads tables into the prepared statement.");
        }

        if (Nodes.ReadColumn(root) is not null || Nodes.Within(root).Any(each => each.Part is JsonObject node && Nodes.Class(node) is "STAR" or "POSITIONAL_REFERENCE"))
        {
            throw Refused(sql, TrinoErrorCode.ExpressionNotConstant, "Constant expression cannot contain column references. Write what reads them into the prepared statement.");
        }
    }

    private static QueryFailedException Refused(string sql, TrinoErrorCode code, string message) => new(new QueryFailure(code, message,
        SqlPosition.FromByteOffset(sql, (ulong)System.Text.Encoding.UTF8.GetByteCount(sql.AsSpan(0, Math.Max(sql.AsSpan().IndexOfAnyExcept(" \t\r\n"), 0))))));

    private static bool HasOnlyItsList(QueryNode select) =>
        select.From.Kind == "EMPTY" && !select.Ctes.Any() && select.Where is null && select.Groups.Count == 0 && select.Having is null && select.Qualify is null && !select.HasSample && !select.Modifiers.Any();
}
