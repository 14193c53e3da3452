using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Tree;

/// <summary>Reads and makes nodes of expressions, in the form in which the engine's parser writes them. Pure.</summary>
internal static class Nodes
{
    public static string Class(JsonObject node) => Text(node, "class");

    public static string Text(JsonObject node, string member) => node[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    /// <summary>A member that every node of a kind has; null where the engine wrote null.</summary>
    /// <exception cref="KeyNotFoundException">The node does not have it.</exception>
    public static JsonNode? Member(JsonObject node, string member) => node.TryGetPropertyValue(member, out var value) ? value : throw new KeyNotFoundException($"A node lacks {member}.");

    /// <summary>A text that every node of a kind has.</summary>
    /// <exception cref="KeyNotFoundException">The node does not have it.</exception>
    /// <exception cref="InvalidOperationException">It is no text.</exception>
    public static string Required(JsonObject node, string member) => Of<JsonValue>(node, member).GetValue<string>();

    /// <summary>A flag that every node of a kind has.</summary>
    /// <inheritdoc cref="Required"/>
    public static bool Flag(JsonObject node, string member) => Of<JsonValue>(node, member).GetValue<bool>();

    /// <summary>A node that every node of a kind has.</summary>
    /// <inheritdoc cref="Required"/>
    public static JsonObject Part(JsonObject node, string member) => Of<JsonObject>(node, member);

    /// <summary>A list that every node of a kind has.</summary>
    /// <inheritdoc cref="Required"/>
    public static JsonArray List(JsonObject node, string member) => Of<JsonArray>(node, member);

    /// <summary>The parts of a function's or type's name before the last.</summary>
    public static IReadOnlyList<string> QualifierOf(JsonObject node) => [.. new[] { Member(node, "catalog"), Member(node, "schema") }.OfType<JsonValue>().Select(name => name.GetValue<string>()).Where(name => name.Length > 0)];

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
        "CONSTANT" => node["value"]?["value"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.ToJsonString().Any(digit => digit is >= '1' and <= '9'),
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

        if (Class(node) != "CONSTANT" || node["value"] is not JsonObject value || value["value"] is not JsonValue number || number.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        // A decimal is written without its point.
        var scale = value["type"]?["type_info"]?["scale"]?.GetValue<int>() ?? 0;
        return double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture) / Math.Pow(10, scale);
    }

    /// <summary>The operands of a comparison, BETWEEN, conjunction or operator.</summary>
    public static IReadOnlyList<JsonObject> Operands(JsonObject node) => Class(node) switch
    {
        "COMPARISON" => [node["left"]!.AsObject(), node["right"]!.AsObject()],
        "BETWEEN" => [node["input"]!.AsObject(), node["lower"]!.AsObject(), node["upper"]!.AsObject()],
        _ => [.. Children(node).Select(child => child!.AsObject())],
    };

    /// <summary>The values of a CASE.</summary>
    public static IReadOnlyList<JsonObject> Results(JsonObject node) => [.. node["case_checks"]!.AsArray().Select(check => check!["then_expr"]!.AsObject()), node["else_expr"]!.AsObject()];

    /// <summary>A part of the tree and all parts within it with their depth below it, without recursion.</summary>
    /// <param name="part">The part; nothing where it is null.</param>
    /// <param name="isEntered">Whether the parts of a part are among them; all are where it is left out.</param>
    public static IEnumerable<(JsonNode Part, int Depth)> Within(JsonNode? part, Func<JsonObject, bool>? isEntered = null)
    {
        var open = new Stack<(JsonNode Part, int Depth)>();
        Push(part, 0);
        while (open.TryPop(out var each))
        {
            yield return each;
            if (each.Part is JsonArray items)
            {
                foreach (var item in items)
                {
                    Push(item, each.Depth + 1);
                }
            }
            else if (each.Part is JsonObject node && isEntered?.Invoke(node) != false)
            {
                foreach (var (_, child) in node)
                {
                    Push(child, each.Depth + 1);
                }
            }
        }

        void Push(JsonNode? child, int depth)
        {
            if (child is not null)
            {
                open.Push((child, depth));
            }
        }
    }

    /// <summary>The columns that are named within a part.</summary>
    /// <param name="part">The part; nothing where it is null.</param>
    /// <param name="isEntered">Whether the parts of a part are among them; all are where it is left out.</param>
    public static IEnumerable<JsonObject> Columns(JsonNode? part, Func<JsonObject, bool>? isEntered = null) =>
        Within(part, isEntered).Select(each => each.Part).OfType<JsonObject>().Where(node => Class(node) == "COLUMN_REF");

    /// <summary>The first column that a part reads, other than parameters of lambdas within it; null for none.</summary>
    /// <param name="part">The part; nothing where it is null.</param>
    public static JsonObject? ReadColumn(JsonNode? part) => ReadColumn(part, []);

    /// <summary>The nodes around a node, the innermost first.</summary>
    public static IEnumerable<JsonObject> Around(JsonNode node)
    {
        for (var parent = node.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is JsonObject around)
            {
                yield return around;
            }
        }
    }

    /// <summary>The names in a list of them; none where it is left out.</summary>
    public static List<string> Names(JsonNode? names) => names is JsonArray given ? [.. given.Select(name => name!.GetValue<string>())] : [];

    /// <summary>A part of the name of a column, without case, from the first or, with <c>^1</c>, from the last.</summary>
    public static string Name(JsonObject column, Index place) => AsciiNames.Lower(column["column_names"]!.AsArray()[place]!.GetValue<string>());

    /// <summary>The place of a node in the text, in bytes; the highest number where it has none.</summary>
    public static ulong Place(JsonObject node) => node["query_location"] is JsonValue place && place.TryGetValue<ulong>(out var offset) ? offset : ulong.MaxValue;

    public static bool IsStar(JsonNode? item) => Class(item!.AsObject()) == "STAR" || FunctionName(item.AsObject()) == "unnest";

    public static bool IsRow(JsonObject node) => FunctionName(node) == "row";

    /// <summary>The names of a lambda's parameters: <c>x</c>, or <c>(x, y)</c>, which the parser takes for a row.</summary>
    public static List<string> Parameters(JsonObject lambda) => lambda["lhs"] switch
    {
        JsonObject row when row["children"] is JsonArray children => [.. children.OfType<JsonObject>().Where(IsOneName).Select(child => Name(child, 0))],
        JsonObject one when IsOneName(one) => [Name(one, 0)],
        _ => [],
    };

    private static T Of<T>(JsonObject node, string member)
        where T : JsonNode => Member(node, member) as T ?? throw new InvalidOperationException($"{member} of a node is of another form.");

    private static JsonObject? ReadColumn(JsonNode? part, IReadOnlyList<string> parameters)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (part)
        {
            case JsonObject node when Class(node) == "COLUMN_REF":
                return parameters.Contains(Name(node, 0), StringComparer.Ordinal) ? null : node;
            case JsonObject node when Class(node) == "LAMBDA":
                return ReadColumn(node["expr"], [.. parameters, .. Parameters(node)]);
            case JsonObject node:
                return node.Select(member => ReadColumn(member.Value, parameters)).FirstOrDefault(column => column is not null);
            case JsonArray items:
                return items.Select(item => ReadColumn(item, parameters)).FirstOrDefault(column => column is not null);
            default:
                return null;
        }
    }

    private static bool IsOneName(JsonObject node) => node["column_names"] is JsonArray { Count: 1 };

    public static JsonObject Expression(string @class, string type, JsonArray children) => New(@class, type, ("children", children));

    public static JsonObject Not(JsonObject condition) => Expression("OPERATOR", "OPERATOR_NOT", new JsonArray(condition));

    public static JsonObject And(IEnumerable<JsonNode> conditions) => Expression("CONJUNCTION", "CONJUNCTION_AND", new JsonArray([.. conditions]));

    public static JsonObject Or(IEnumerable<JsonNode> conditions) => Expression("CONJUNCTION", "CONJUNCTION_OR", new JsonArray([.. conditions]));

    public static JsonObject Comparison(string type, JsonNode left, JsonNode right) => New("COMPARISON", type, ("left", left), ("right", right));

    /// <summary>CASE WHEN a condition THEN a value … ELSE the last value END.</summary>
    public static JsonObject Case(JsonNode last, params (JsonNode When, JsonNode Then)[] checks) => New(
        "CASE", "CASE_EXPR", ("case_checks", new JsonArray([.. checks.Select(check => (JsonNode)new JsonObject { ["when_expr"] = check.When, ["then_expr"] = check.Then })])), ("else_expr", last));

    /// <summary>CASE WHEN any of these is null THEN NULL ELSE the node END.</summary>
    public static JsonObject NullIfAny(IEnumerable<JsonNode> parts, JsonObject node)
    {
        List<JsonObject> nulls = [.. parts.Select(part => Expression("OPERATOR", "OPERATOR_IS_NULL", new JsonArray(part)))];
        return nulls.Count == 0 ? node : Case(node, (Or(nulls), Null()));
    }

    public static JsonObject Function(string name, params JsonNode[] children) => New(
        "FUNCTION",
        "FUNCTION",
        ("function_name", name),
        ("schema", ""),
        ("children", new JsonArray([.. children])),
        ("filter", null),
        ("order_bys", new JsonObject { ["type"] = "ORDER_MODIFIER", ["orders"] = new JsonArray() }),
        ("distinct", false),
        ("is_operator", false),
        ("export_state", false),
        ("catalog", ""));

    public static JsonObject Operator(string name, JsonNode left, JsonNode right)
    {
        var node = Function(name, left, right);
        node["is_operator"] = true;
        return node;
    }

    /// <summary>An item of an array or map, or a field of a row.</summary>
    public static JsonObject Extract(JsonNode from, JsonNode index) => Expression("OPERATOR", "ARRAY_EXTRACT", new JsonArray(from, index));

    public static JsonObject Cast(JsonNode child, string type) =>
        New("CAST", "OPERATOR_CAST", ("child", child), ("cast_type", Type(type)), ("try_cast", false));

    public static JsonObject Boolean(bool value) => Cast(Constant(value ? "true" : "false"), "BOOLEAN");

    /// <summary>CAST(child AS decimal(precision, scale)).</summary>
    public static JsonObject Cast(JsonNode child, int precision, int scale)
    {
        var cast = Cast(child, "DECIMAL");
        cast["cast_type"]!["type_info"] = new JsonObject { ["type"] = "DECIMAL_TYPE_INFO", ["alias"] = "", ["extension_info"] = null, ["width"] = precision, ["scale"] = scale };
        return cast;
    }

    /// <summary>A type without parameters.</summary>
    public static JsonObject Type(string id) => new() { ["id"] = id, ["type_info"] = null };

    public static JsonObject Column(params string[] names) => New("COLUMN_REF", "COLUMN_REF", ("column_names", new JsonArray([.. names.Select(name => (JsonNode)name)])));

    public static JsonObject Lambda(string parameter, JsonNode body) => New("LAMBDA", "LAMBDA", ("lhs", Column(parameter)), ("expr", body));

    public static JsonObject Constant(string text) => Constant("VARCHAR", text);

    public static JsonObject Constant(int number) => Constant("INTEGER", number);

    public static JsonObject Null() => New("CONSTANT", "VALUE_CONSTANT", ("value", new JsonObject { ["type"] = Type("NULL"), ["is_null"] = true }));

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

    /// <summary>Puts values in the places of a column, or of the fields of a row that it is.</summary>
    public static void Substitute(JsonNode node, string name, Func<JsonObject> replacement)
    {
        foreach (var column in Columns(node).Where(column => Name(column, 0) == name).ToList())
        {
            var value = column["column_names"]!.AsArray().Skip(1).Aggregate(
                replacement(), (row, field) => Expression("OPERATOR", "STRUCT_EXTRACT", new JsonArray(row, Constant(field!.GetValue<string>()))));
            Replace(column, value);
        }
    }

    private static JsonObject Constant(string type, JsonNode value) => New("CONSTANT", "VALUE_CONSTANT", ("value", new JsonObject { ["type"] = Type(type), ["is_null"] = false, ["value"] = value }));

    private static JsonObject New(string @class, string type, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var node = new JsonObject { ["class"] = @class, ["type"] = type, ["alias"] = "", ["query_location"] = ulong.MaxValue };
        foreach (var (name, value) in members)
        {
            node[name] = value;
        }

        return node;
    }
}
