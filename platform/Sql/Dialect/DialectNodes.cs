using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Reads and makes nodes of expressions, in the form in which the engine's parser writes them. Pure.</summary>
internal static class DialectNodes
{
    public static string Class(JsonObject node) => Text(node, "class");

    public static string Text(JsonObject node, string member) => node[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public static JsonArray Children(JsonObject node) => node["children"]!.AsArray();

    public static JsonObject Child(JsonObject node, int index) => Children(node)[index]!.AsObject();

    /// <summary>The name of a called function, without case; null for another node, and for one that is called on a value, <c>a.upper()</c>.</summary>
    public static string? FunctionName(JsonObject node) =>
        Class(node) is "FUNCTION" or "WINDOW" && Text(node, "schema") is "" or "main" ? AsciiNames.Lower(Text(node, "function_name")) : null;

    /// <summary>The text of a constant; null for another node.</summary>
    public static string? TextConstant(JsonObject node) =>
        Class(node) == "CONSTANT" && node["value"] is JsonObject value && value["type"] is JsonObject type && Text(type, "id") == "VARCHAR" && value["value"] is JsonValue text && text.TryGetValue<string>(out var constant)
            ? constant
            : null;

    /// <summary>Whether a node is a number other than zero.</summary>
    public static bool IsNonZero(JsonObject node) => Class(node) switch
    {
        "CAST" => IsInteger(node["child"]) && Text(node["cast_type"]!.AsObject(), "id") == "INTEGER" && IsNonZero(node["child"]!.AsObject()),
        "CONSTANT" => node["value"]?["value"] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number && value.ToJsonString().Any(digit => digit is >= '1' and <= '9'),
        _ => false,
    };

    /// <summary>Whether a node is a number above zero.</summary>
    public static bool IsPositive(JsonObject node) => Class(node) == "CONSTANT" && IsNonZero(node) && !node["value"]!["value"]!.ToJsonString().StartsWith('-');

    /// <summary>Whether a node is a whole number of the text, as far as an INTEGER goes.</summary>
    public static bool IsInteger(JsonNode? node) =>
        node is JsonObject constant && Class(constant) == "CONSTANT" && constant["value"]?["type"] is JsonObject type && Text(type, "id") == "INTEGER" && constant["value"]!["is_null"]?.GetValue<bool>() == false;

    /// <summary>The number that a node of the text is; null for another node.</summary>
    public static double? Number(JsonObject node)
    {
        if (Class(node) == "CAST" && node["child"] is JsonObject { } child && Text(node["cast_type"]!.AsObject(), "id") is "DOUBLE" or "DECIMAL" or "FLOAT")
        {
            return TextConstant(child) is { } text ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var cast) ? cast : null : Number(child);
        }

        if (Class(node) != "CONSTANT" || node["value"] is not JsonObject value || value["value"] is not JsonValue number || number.GetValueKind() != System.Text.Json.JsonValueKind.Number)
        {
            return null;
        }

        // A decimal is written without its point.
        var scale = value["type"]?["type_info"]?["scale"]?.GetValue<int>() ?? 0;
        return double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture) / Math.Pow(10, scale);
    }

    public static JsonObject Expression(string @class, string type, JsonArray children) => new()
    {
        ["class"] = @class,
        ["type"] = type,
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["children"] = children,
    };

    public static JsonObject Comparison(string type, JsonNode left, JsonNode right) => new()
    {
        ["class"] = "COMPARISON",
        ["type"] = type,
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["left"] = left,
        ["right"] = right,
    };

    /// <summary>CASE WHEN a condition THEN a value … ELSE the last value END.</summary>
    public static JsonObject Case(JsonNode last, params (JsonNode When, JsonNode Then)[] checks) => new()
    {
        ["class"] = "CASE",
        ["type"] = "CASE_EXPR",
        ["alias"] = "",
        ["query_location"] = ulong.MaxValue,
        ["case_checks"] = new JsonArray([.. checks.Select(check => (JsonNode)new JsonObject { ["when_expr"] = check.When, ["then_expr"] = check.Then })]),
        ["else_expr"] = last,
    };

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

    /// <summary>CAST(child AS decimal(precision, scale)).</summary>
    public static JsonObject Cast(JsonNode child, DecimalSize size)
    {
        var cast = Cast(child, "DECIMAL");
        cast["cast_type"]!["type_info"] = new JsonObject { ["type"] = "DECIMAL_TYPE_INFO", ["alias"] = "", ["extension_info"] = null, ["width"] = size.Precision, ["scale"] = size.Scale };
        return cast;
    }

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
