using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>
/// Comparisons whose answers are others in the engine: it takes NaN for the greatest number, equal to itself, and null for a value like others
/// within rows and arrays.
/// </summary>
internal sealed partial class DialectRewriter
{
    // A longer list of rows is compared by the engine as it is, which hashes it.
    private const int MaxRows = 200;

    private byte[]? _text;

    private void Compare(JsonObject node)
    {
        OffsetTimes(node, ["left", "right"]);
        var (left, right) = (node["left"]!.AsObject(), node["right"]!.AsObject());
        var type = DialectNodes.Text(node, "type");
        if (type is not ("COMPARE_EQUAL" or "COMPARE_NOTEQUAL"))
        {
            CompareNumbers(node, type, left, right);
            return;
        }

        if (Equality(left, right) is { } equal)
        {
            Become(node, type == "COMPARE_EQUAL" ? equal : Not(equal));
        }
        else
        {
            CompareNumbers(node, type, left, right);
        }
    }

    // Times with an offset are compared by their instant in UTC; the engine takes the offset for a part of the value.
    private void OffsetTimes(JsonObject node, ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (_kinds.Of(node[member]) == ExpressionKind.OffsetTime)
            {
                Wrap(node[member]!.AsObject(), "offset_time");
            }
        }
    }

    private void RefuseOffsetTimes(IEnumerable<JsonNode?> values)
    {
        if (values.OfType<JsonObject>().FirstOrDefault(value => _kinds.Of(value) == ExpressionKind.OffsetTime) is { } time)
        {
            throw Failed(TrinoErrorCode.NotSupported, time, "Times with an offset cannot be grouped, ordered or distinguished here. Write CAST(… AS varchar), or a timestamp with time zone.");
        }
    }

    /// <summary>Whether two rows, arrays or maps are equal, with Trino's nulls; null where the values are others.</summary>
    private JsonObject? Equality(JsonObject left, JsonObject right)
    {
        if (IsRow(left) && IsRow(right) && DialectNodes.Children(left).Count == DialectNodes.Children(right).Count)
        {
            var pairs = DialectNodes.Take(left).Zip(DialectNodes.Take(right), (one, other) => (JsonNode)EqualParts(one, other)).ToArray();
            return pairs.Length == 1 ? pairs[0].AsObject() : DialectNodes.Expression("CONJUNCTION", "CONJUNCTION_AND", new JsonArray(pairs));
        }

        if (IsWritten(left) && IsWritten(right) && (IsNested(left) || IsNested(right)))
        {
            // Nulls within their parts leave it open too.
            return DialectNodes.Children(left).Count != DialectNodes.Children(right).Count ? DialectNodes.Comparison("COMPARE_EQUAL", DialectNodes.Constant(0), DialectNodes.Constant(1))
                : DialectNodes.Expression("CONJUNCTION", "CONJUNCTION_AND", new JsonArray([.. DialectNodes.Take(left).Zip(DialectNodes.Take(right), (one, other) => (JsonNode)EqualParts(one, other))]));
        }

        var (a, b) = (_kinds.Of(left), _kinds.Of(right));
        if (a == ExpressionKind.Map && b == ExpressionKind.Map)
        {
            return DialectNodes.Function(Macro("map_equals"), Detached(left), Detached(right));
        }

        return (IsArray(a) && (IsArray(b) || b == ExpressionKind.Unknown)) || (IsArray(b) && a == ExpressionKind.Unknown) ? DialectNodes.Function(Macro("array_equals"), Detached(left), Detached(right)) : null;
    }

    private JsonObject EqualParts(JsonNode one, JsonNode other)
    {
        if (Equality(one.AsObject(), other.AsObject()) is { } equal)
        {
            return equal;
        }

        var comparison = DialectNodes.Comparison("COMPARE_EQUAL", one, other);
        RequireOneType(comparison, [one, other], "compared");
        // Within a parent it can be replaced.
        var holder = new JsonArray(comparison);
        CompareNumbers(comparison, "COMPARE_EQUAL", one.AsObject(), other.AsObject());
        var compared = holder[0]!.AsObject();
        holder.Clear();
        return compared;
    }

    // ARRAY[…] of arrays or rows, as far as a text lists them.
    private static bool IsWritten(JsonObject node) => (DialectNodes.Text(node, "type") == "ARRAY_CONSTRUCTOR" || DialectNodes.FunctionName(node) == "list_value") && DialectNodes.Children(node).Count is > 0 and <= MaxRows;

    private static bool IsNested(JsonObject node) => DialectNodes.Children(node).Any(part => part is JsonObject each && (IsRow(each) || IsWritten(each)));

    private static bool IsRow(JsonObject node) => DialectNodes.FunctionName(node) == "row";

    private static bool IsArray(ExpressionKind kind) => kind is ExpressionKind.Array or ExpressionKind.Rows;

    private static JsonNode Detached(JsonObject node)
    {
        if (node.Parent is JsonObject parent)
        {
            parent.Remove(node.GetPropertyName());
        }

        return node;
    }

    // x IN ((1, 2), (3, NULL)), and what is together in one COALESCE or array.
    private void Together(JsonObject node)
    {
        var type = DialectNodes.Text(node, "type");
        if (type is not ("COMPARE_IN" or "COMPARE_NOT_IN"))
        {
            SmallIntegers(node);
            return;
        }

        var parts = DialectNodes.Children(node).Select(part => part!.AsObject()).ToList();
        var isRows = parts.TrueForAll(IsRow) && parts.TrueForAll(part => DialectNodes.Children(part).Count == DialectNodes.Children(parts[0]).Count);
        if (isRows && parts.Skip(1).All(part => DialectNodes.Children(part).All(IsValue)))
        {
            // Trino looks a row up among constants, and does not know of one with a null.
            var found = DialectNodes.Null();
            Become(node, DialectNodes.NullIfAny([.. DialectNodes.Children(parts[0]).Select(part => Copy(part!))], found));
            DialectNodes.Replace(found, node);
            return;
        }

        if (parts.Count - 1 is < 1 or > MaxRows || !(isRows || parts.TrueForAll(part => IsArray(_kinds.Of(part)))))
        {
            return;
        }

        var taken = DialectNodes.Take(node);
        var equal = taken[1..].Select((part, at) => (JsonNode)Equality((at == parts.Count - 2 ? taken[0] : Copy(taken[0])).AsObject(), part.AsObject())!).ToArray();
        var any = equal.Length == 1 ? equal[0].AsObject() : DialectNodes.Expression("CONJUNCTION", "CONJUNCTION_OR", new JsonArray(equal));
        Become(node, type == "COMPARE_IN" ? any : Not(any));
    }

    private static bool IsValue(JsonNode? part) => part is JsonObject value
        && (DialectNodes.Class(value) == "CAST" ? IsValue(value["child"]) : DialectNodes.Class(value) == "CONSTANT" && value["value"]?["is_null"]?.GetValue<bool>() == false);

    private static JsonObject Not(JsonObject condition) => DialectNodes.Expression("OPERATOR", "OPERATOR_NOT", new JsonArray(condition));

    // No comparison holds for NaN but <>. Below infinity the engine can test a file's bounds too.
    private void CompareNumbers(JsonObject node, string type, JsonObject left, JsonObject right)
    {
        // The engine's parser turns NOT (a > b) into a <= b, at the place of the NOT.
        var isNegated = type is not ("COMPARE_EQUAL" or "COMPARE_NOTEQUAL") && (MayBeNaN(left) || MayBeNaN(right)) && IsWord(node, "NOT"u8);
        type = isNegated ? Opposite(type) : type;
        var suspect = type switch
        {
            "COMPARE_EQUAL" or "COMPARE_NOTEQUAL" when MayBeNaN(left) && MayBeNaN(right) => right,
            "COMPARE_LESSTHAN" or "COMPARE_LESSTHANOREQUALTO" when MayBeNaN(right) => right,
            "COMPARE_GREATERTHAN" or "COMPARE_GREATERTHANOREQUALTO" when MayBeNaN(left) => left,
            _ => null,
        };
        if (suspect is null)
        {
            return;
        }

        var number = IsNumber(Copy(suspect));
        node["type"] = type;
        var both = type == "COMPARE_NOTEQUAL" ? DialectNodes.Expression("CONJUNCTION", "CONJUNCTION_OR", new JsonArray(Not(number))) : DialectNodes.Expression("CONJUNCTION", "CONJUNCTION_AND", new JsonArray(number));
        DialectNodes.Replace(node, isNegated ? Not(both) : both);
        DialectNodes.Children(both).Insert(0, node);
        _isChanged = true;
    }

    private static string Opposite(string type) => type switch
    {
        "COMPARE_LESSTHAN" => "COMPARE_GREATERTHANOREQUALTO",
        "COMPARE_LESSTHANOREQUALTO" => "COMPARE_GREATERTHAN",
        "COMPARE_GREATERTHAN" => "COMPARE_LESSTHANOREQUALTO",
        "COMPARE_GREATERTHANOREQUALTO" => "COMPARE_LESSTHAN",
        _ => type,
    };

    /// <summary>Whether a word of the text is at a node's place.</summary>
    private bool IsWord(JsonObject node, ReadOnlySpan<byte> word)
    {
        _text ??= Encoding.UTF8.GetBytes(_sql);
        return node["query_location"] is JsonValue place && place.TryGetValue<ulong>(out var offset) && offset < (ulong)_text.Length
            && _text.AsSpan((int)offset) is var rest && rest.Length >= word.Length && Ascii.EqualsIgnoreCase(rest[..word.Length], word);
    }

    /// <summary>Whether a value may be NaN, as far as the text shows.</summary>
    private bool MayBeNaN(JsonObject node) => _kinds.Of(node) == ExpressionKind.Double && DialectNodes.Class(node) switch
    {
        "CONSTANT" or "SUBQUERY" => false,
        "CAST" when node["child"] is JsonObject child => DialectNodes.TextConstant(child) is { } text
            ? !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number)
            : _kinds.Of(child) is not (ExpressionKind.Integer or ExpressionKind.Decimal or ExpressionKind.Boolean),
        _ => DialectNodes.FunctionName(node) is not ("pi" or "random" or "trino_e" or "trino_infinity"),
    };

    private static JsonObject IsNumber(JsonNode value) => DialectNodes.Comparison("COMPARE_LESSTHANOREQUALTO", value, DialectNodes.Cast(DialectNodes.Constant("Infinity"), "DOUBLE"));

    private static JsonObject NaN() => DialectNodes.Cast(DialectNodes.Constant("NaN"), "DOUBLE");

    /// <summary>A value, null where it is NaN.</summary>
    private JsonObject NumberOrNull(JsonNode value)
    {
        value.AsObject()["alias"] = "";
        return DialectNodes.Case(DialectNodes.Null(), (IsNumber(Copy(value)), value));
    }
}
