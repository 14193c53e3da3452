using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Dialect;

/// <summary>Reads and makes nodes of expressions, in the form in which the engine's parser writes them. Pure.</summary>
internal static class DialectNodes
{
    public static string Class(JsonObject node) => Text(node, "class");

    public static string Text(JsonObject node, string member) => node[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public static JsonArray Children(JsonObject node) => node["children"]!.AsArray();

    public static JsonObject Child(JsonObject node, int index) => Children(node)[index]!.AsObject();

    /// <summary>The name of a called function, without case; null for another node, and for one that is called on a value, <c>a.upper()</c>.</summary>
    public static string? FunctionName(JsonObject node) =>
        Class(node) is "FUNCTION" or "WINDOW" && Text(node, "schema") is "" or "main" ? Sql.AsciiNames.Lower(Text(node, "function_name")) : null;

    /// <summary>The text of a constant; null for another node.</summary>
    public static string? TextConstant(JsonObject node) =>
        Class(node) == "CONSTANT" && node["value"] is JsonObject value && value["type"] is JsonObject type && Text(type, "id") == "VARCHAR" && value["value"] is JsonValue text && text.TryGetValue<string>(out var constant)
            ? constant
            : null;

    /// <summary>Whether a node is a number other than zero.</summary>
    public static bool IsNonZero(JsonObject node) =>
        Class(node) == "CONSTANT" && node["value"]?["value"] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number && value.ToJsonString().Any(digit => digit is >= '1' and <= '9');

    /// <summary>Whether a node is a number above zero.</summary>
    public static bool IsPositive(JsonObject node) => IsNonZero(node) && !node["value"]!["value"]!.ToJsonString().StartsWith('-');

    public static JsonObject Function(string name, params JsonNode[] children) => new()
    {
        ["class"] = "FUNCTION",
        ["type"] = "FUNCTION",
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["function_name"] = name,
        ["schema"] = "",
        ["children"] = new JsonArray([.. children]),
        ["filter"] = null,
        ["order_bys"] = new JsonObject { ["type"] = "ORDER_MODIFIER", ["orders"] = new JsonArray() },
        ["distinct"] = false,
        ["is_operator"] = false,
        ["export_state"] = false,
        ["catalog"] = "",
    };

    public static JsonObject Operator(string name, JsonNode left, JsonNode right)
    {
        var node = Function(name, left, right);
        node["is_operator"] = true;
        return node;
    }

    public static JsonObject Extract(JsonNode from, JsonNode index) => new()
    {
        ["class"] = "OPERATOR",
        ["type"] = "ARRAY_EXTRACT",
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["children"] = new JsonArray(from, index),
    };

    public static JsonObject Cast(JsonNode child, string type) => new()
    {
        ["class"] = "CAST",
        ["type"] = "OPERATOR_CAST",
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["child"] = child,
        ["cast_type"] = new JsonObject { ["id"] = type, ["type_info"] = null },
        ["try_cast"] = false,
    };

    public static JsonObject Column(params string[] names) => new()
    {
        ["class"] = "COLUMN_REF",
        ["type"] = "COLUMN_REF",
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["column_names"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
    };

    public static JsonObject Lambda(string parameter, JsonNode body) => new()
    {
        ["class"] = "LAMBDA",
        ["type"] = "LAMBDA",
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["lhs"] = Column(parameter),
        ["expr"] = body,
    };

    public static JsonObject Constant(string text) => Constant("VARCHAR", text);

    public static JsonObject Constant(int number) => Constant("INTEGER", number);

    public static JsonObject Null() => new()
    {
        ["class"] = "CONSTANT",
        ["type"] = "VALUE_CONSTANT",
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["value"] = new JsonObject { ["type"] = new JsonObject { ["id"] = "NULL", ["type_info"] = null }, ["is_null"] = true },
    };

    /// <summary>CASE WHEN any of these is null THEN NULL ELSE the node END.</summary>
    public static JsonObject NullIfAny(IEnumerable<JsonNode> parts, JsonNode node)
    {
        var tests = new JsonArray([.. parts.Select(part => (JsonNode)new JsonObject
        {
            ["class"] = "OPERATOR",
            ["type"] = "OPERATOR_IS_NULL",
            ["alias"] = "",
            ["query_location"] = ulong.MaxValue,
            ["children"] = new JsonArray(part),
        })]);
        return new JsonObject
        {
            ["class"] = "CASE",
            ["type"] = "CASE_EXPR",
            ["alias"] = "",
            ["query_location"] = ulong.MaxValue,
            ["case_checks"] = new JsonArray(new JsonObject
            {
                ["when_expr"] = new JsonObject
                {
                    ["class"] = "CONJUNCTION",
                    ["type"] = "CONJUNCTION_OR",
                    ["alias"] = "",
                    ["query_location"] = ulong.MaxValue,
                    ["children"] = tests,
                },
                ["then_expr"] = Null(),
            }),
            ["else_expr"] = node,
        };
    }

    /// <summary>Takes a node's children from it.</summary>
    public static JsonNode[] Take(JsonObject node)
    {
        var children = Children(node);
        var taken = children.Select(child => child!).ToArray();
        children.Clear();
        return taken;
    }

    /// <summary>Puts a node in the place of another, which keeps no parent; the alias stays with the place.</summary>
    public static void Replace(JsonObject old, JsonObject replacement)
    {
        replacement["alias"] = Text(old, "alias");
        old["alias"] = "";
        old.ReplaceWith(replacement);
    }

    private static JsonObject Constant(string type, JsonNode value) => new()
    {
        ["class"] = "CONSTANT",
        ["type"] = "VALUE_CONSTANT",
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["value"] = new JsonObject { ["type"] = new JsonObject { ["id"] = type, ["type_info"] = null }, ["is_null"] = false, ["value"] = value },
    };
}
