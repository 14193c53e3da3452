using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>
/// The parameters of the tree of a query that is described. To understand it, NULL takes their places in a copy of the tree; the engine describes the
/// query as it was written. Pure.
/// </summary>
/// <param name="Tree">The tree with NULL in the places of its parameters.</param>
/// <param name="Parameters">The parameters, in the order of the text.</param>
internal sealed record ParameterTree(ReadOnlyMemory<byte> Tree, IReadOnlyList<StatementParameter> Parameters)
{
    /// <summary>Reads a query's tree.</summary>
    /// <param name="count">The number of parameters of the query's text, of which the tree is.</param>
    /// <param name="tree">The tree.</param>
    /// <exception cref="QueryFailedException">There are parameters in another form than <c>?</c>.</exception>
    public static ParameterTree Of(int count, ReadOnlyMemory<byte> tree)
    {
        // {"class":"PARAMETER","type":"VALUE_PARAMETER","alias":"","query_location":18446744073709551615,"identifier":"1"}
        if (tree.Length > QueryTree.MaxBytes || tree.Span.IndexOf("\"VALUE_PARAMETER\""u8) < 0)
        {
            return new ParameterTree(tree, []);
        }

        try
        {
            return With(QueryTree.Read(tree), count);
        }
        catch (JsonException tooDeep)
        {
            throw new QueryFailedException(QueryFailure.TooDeep, tooDeep);
        }
    }

    private static ParameterTree With(JsonNode root, int count)
    {
        var cast = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in Nodes.Within(root).Select(each => each.Part).OfType<JsonObject>().ToList())
        {
            if (node["named_param_map"] is JsonArray)
            {
                node["named_param_map"] = new JsonArray();
            }

            if (Nodes.Class(node) != "PARAMETER")
            {
                continue;
            }

            var name = Nodes.Text(node, "identifier");
            if (node.Parent is JsonObject parent && Nodes.Class(parent) == "CAST")
            {
                cast.Add(name);
            }

            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > count)
            {
                throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, "Parameters are written as ?."));
            }

            // The engine's NULL has a type.
            node.ReplaceWith(Nodes.Cast(Nodes.Null(), "VARCHAR"));
        }

        return new ParameterTree(
            Encoding.UTF8.GetBytes(QueryTree.Write(root)),
            [.. Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture)).Select(name => new StatementParameter(name, cast.Contains(name)))]);
    }
}
