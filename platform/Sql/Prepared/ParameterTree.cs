using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>
/// The parameters of a query's tree. To understand a query, its conditions among it, constants take their places in a copy of the tree;
/// the engine runs the query as it was written, with its parameters, and has their values bound. Pure.
/// </summary>
internal sealed class ParameterTree
{
    /// <summary>The tree with constants in the places of its parameters.</summary>
    public ReadOnlyMemory<byte> Tree { get; private init; }

    /// <summary>The engine's names of the parameters, in the order of the text, each with whether the query casts it: then it takes a value of any type.</summary>
    public IReadOnlyList<(string Name, bool IsCast)> Parameters { get; private init; } = [];

    /// <summary>Reads a query's tree.</summary>
    /// <param name="count">The number of parameters of the query's text, of which the tree is.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="values">The parameters' values; null where they are not known yet.</param>
    /// <exception cref="QueryFailedException">There are more or fewer parameters than values, or they are written in another form than <c>?</c>.</exception>
    public static ParameterTree Of(int count, ReadOnlyMemory<byte> tree, IReadOnlyList<ParameterValue>? values)
    {
        RequireCount(count, values);
        // {"class":"PARAMETER","type":"VALUE_PARAMETER","alias":"","query_location":18446744073709551615,"identifier":"1"}
        if (tree.Length > QueryTree.MaxBytes || tree.Span.IndexOf("\"VALUE_PARAMETER\""u8) < 0)
        {
            return new ParameterTree { Tree = tree };
        }

        try
        {
            return With(QueryTree.Read(tree), count, values);
        }
        catch (JsonException tooDeep)
        {
            throw new QueryFailedException(QueryFailure.TooDeep, tooDeep);
        }
    }

    /// <summary>The parameters with their values, in the order of the text, for the engine.</summary>
    public IReadOnlyList<BoundParameter> Bound(IReadOnlyList<ParameterValue>? values) =>
        [.. Parameters.Select((parameter, at) => new BoundParameter(parameter.Name, values?[at] ?? ParameterValue.Null, parameter.IsCast))];

    private static ParameterTree With(JsonNode root, int count, IReadOnlyList<ParameterValue>? values)
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

            var number = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed <= count ? parsed
                : throw new QueryFailedException(new QueryFailure(TrinoErrorCode.NotSupported, "Parameters are written as ?."));
            var value = values?[number - 1];
            RequireRows(node, number, value);
            node.ReplaceWith(ParameterNode.Of(value ?? ParameterValue.Null));
        }

        return new ParameterTree
        {
            Tree = Encoding.UTF8.GetBytes(QueryTree.Write(root)),
            Parameters = [.. Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture)).Select(name => (name, cast.Contains(name)))],
        };
    }

    // LIMIT ?, OFFSET ?: the engine takes NULL for no limit, and rounds.
    private static void RequireRows(JsonObject node, int number, ParameterValue? value)
    {
        if (value is not null && (value.IsNull || !value.Type.IsWhole()) && node.Parent is JsonObject parent && Nodes.Text(parent, "type") == "LIMIT_MODIFIER")
        {
            var clause = node.GetPropertyName().ToUpperInvariant();
            throw new QueryFailedException(new QueryFailure(value.IsNull ? TrinoErrorCode.InvalidArguments : TrinoErrorCode.TypeMismatch, string.Create(CultureInfo.InvariantCulture,
                $"Parameter {number} is {(value.IsNull ? "NULL" : $"of type {value.Type.Name()}")}, and {clause} takes a whole number of rows. Send one, or leave {clause} out.")));
        }
    }

    /// <exception cref="QueryFailedException">There are more or fewer values than parameters.</exception>
    public static void RequireCount(int expected, IReadOnlyList<ParameterValue>? values)
    {
        if (values is not null && values.Count != expected)
        {
            throw new QueryFailedException(new QueryFailure(TrinoErrorCode.InvalidParameterUsage, string.Create(CultureInfo.InvariantCulture,
                $"Incorrect number of parameters: expected {expected} but found {values.Count}. {(expected == 0 ? "The statement has no ?: leave USING out." : "Each ? of the statement takes one value of EXECUTE … USING, in the order of the text.")}")));
        }
    }
}
