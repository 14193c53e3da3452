using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Rewriting;

/// <summary>A call of a function. Methods that change it return true: nothing is left to do.</summary>
/// <param name="Context">The query.</param>
/// <param name="Node">The call in its tree.</param>
/// <param name="Function">The function.</param>
internal readonly record struct DialectCall(DialectContext Context, JsonObject Node, DialectFunction Function)
{
    public string Name => Function.Name;

    /// <summary>The number of arguments.</summary>
    public int Count => Nodes.Children(Node).Count;

    public JsonObject this[int at] => Nodes.Child(Node, at);

    public IEnumerable<JsonObject> Arguments => Nodes.Children(Node).Select(argument => argument!.AsObject());

    /// <summary>The kind of an argument.</summary>
    public ExpressionKind Kind(int at) => Context.Kinds.Of(this[at]);

    /// <summary>The text that an argument is in the query; null for others.</summary>
    public string? Text(int at) => Nodes.TextConstant(this[at]);

    /// <summary>The number that an argument is in the query; null for others.</summary>
    public double? Number(int at) => Nodes.Number(this[at]);

    /// <summary>Takes the arguments from the call.</summary>
    public JsonNode[] Take() => Nodes.Take(Node);

    public void Add(JsonNode argument) => Nodes.Children(Node).Add(argument);

    /// <summary>Puts a node in the call's place.</summary>
    public bool Become(JsonObject replacement)
    {
        Context.Become(Node, replacement);
        return true;
    }

    /// <summary>Calls a function of the engine in its place.</summary>
    public bool Rename(string name)
    {
        Context.Rename(Node, name);
        return true;
    }

    /// <summary>Calls a macro in its place.</summary>
    public bool Macro(string name)
    {
        Context.Call(Node, name);
        return true;
    }

    /// <summary>Puts a cast around it.</summary>
    public bool CastTo(string type)
    {
        Context.CastOf(Node, type);
        return true;
    }

    /// <summary>Casts an argument that is a bigint of Trino and an integer of the engine; the call keeps its function.</summary>
    public bool IntegerAt(int at)
    {
        if (Number(at) is null && Kind(at) is ExpressionKind.Integer or ExpressionKind.Unknown)
        {
            Context.CastOf(this[at], "INTEGER");
        }

        return false;
    }

    public QueryFailedException Failed(TrinoErrorCode code, string message) => Context.Failed(code, Node, message);
}
