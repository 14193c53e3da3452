using System.Buffers.Text;
using System.Text.Json;
using MeshStarter.Platform.Sql.Dialect;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Analysis;

/// <summary>
/// Reads the tree that the engine's own parser made of a query (<c>json_serialize_sql</c>) and finds the tables it names.
/// It is an allow-list through and through: one SELECT, known kinds of nodes with known members, functions of
/// <see cref="SafeFunctions"/>. Whatever it does not understand it refuses. Pure; it knows neither catalog nor policy.
/// </summary>
internal static class SqlAnalyzer
{
    /// <param name="sql">The query's text, for line and column.</param>
    /// <param name="tree">The tree that <c>json_serialize_sql</c> returned for it.</param>
    /// <param name="states">The time-travel clauses taken out of the text before parsing; null for none.</param>
    public static SqlAnalysis Analyze(string sql, ReadOnlyMemory<byte> tree, TimeTravelClauses? states = null)
    {
        if (tree.Length > QueryTree.MaxBytes)
        {
            return new SqlAnalysis([], QueryFailure.TooDeep);
        }

        try
        {
            var root = QueryTree.Read(tree);
            if (Nodes.Flag(root, "error"))
            {
                return new SqlAnalysis([], ParseFailure.From(sql, states?.Sql ?? sql, root));
            }

            var walker = new SqlTreeWalker(sql, states?.Requested ?? TimeTravelClauses.None);
            walker.Statements(Nodes.List(root, "statements"));
            return new SqlAnalysis(walker.Tables, walker.Refusal) { Names = walker.Names };
        }
        catch (JsonException unreadable)
        {
            return new SqlAnalysis([], InfiniteNumber(sql, tree.Span, unreadable) ?? QueryFailure.TooDeep);
        }
        catch (Exception unexpected) when (unexpected is KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return new SqlAnalysis([], new QueryFailure(TrinoErrorCode.NotSupported, "This query has a form that the mesh does not know, so it is refused."));
        }
    }

    // A literal beyond DOUBLE, such as 1e400, is Infinity in the tree, which is no JSON:
    // {"class":"CONSTANT",…,"query_location":7,"value":{"type":{"id":"DOUBLE","type_info":null},"is_null":false,"value":-Infinity}}
    private static QueryFailure? InfiniteNumber(string sql, ReadOnlySpan<byte> tree, JsonException unreadable)
    {
        if (unreadable is not { LineNumber: 0, BytePositionInLine: { } at } || at >= tree.Length || !tree[(int)at..].StartsWith("Infinity"u8))
        {
            return null;
        }

        var before = tree[..(int)at];
        var place = before.LastIndexOf(Location) is var found and >= 0 && Utf8Parser.TryParse(before[(found + Location.Length)..], out ulong offset, out _)
            ? SqlPosition.FromByteOffset(sql, offset)
            : null;
        return new QueryFailure(TrinoErrorCode.NumericValueOutOfRange, "A number here is beyond what a DOUBLE holds. Where infinity is meant, write CAST('Infinity' AS DOUBLE).", place);
    }

    private static ReadOnlySpan<byte> Location => "\"query_location\":"u8;
}
