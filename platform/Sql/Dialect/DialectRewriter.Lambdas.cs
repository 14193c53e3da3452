using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Functions that take lambdas. The engine's take one list, and lambdas cannot be arguments of macros.</summary>
internal sealed partial class DialectRewriter
{
    private bool Lambdas(JsonObject node, string name, int count)
    {
        switch (name)
        {
            case "transform" when count == 2:
                Rename(node, "list_transform");
                return true;
            case "filter" when count == 2:
                Rename(node, "list_filter");
                return true;
            case "any_match" or "all_match" or "none_match" when count == 2:
                Match(node, name);
                return true;
            case "reduce" when count == 4:
                Reduce(node);
                return true;
            case "zip":
                Rename(node, "list_zip");
                return true;
            case "zip_with" when count == 3:
                var zipped = DialectNodes.Take(node);
                var pairs = OneParameter(zipped[2], at => p => DialectNodes.Extract(DialectNodes.Column(p), DialectNodes.Constant(at + 1)));
                Become(node, DialectNodes.Function("list_transform", DialectNodes.Function("list_zip", zipped[0], zipped[1]), pairs));
                return true;
            case "array_sort" when count == 2 && DialectNodes.Class(DialectNodes.Child(node, 1)) == "LAMBDA":
                SortBy(node);
                return true;
            case "map_zip_with" when count == 3:
                ZipMaps(node);
                return true;
            case "reduce_agg" when count == 4:
                ReduceRows(node);
                return true;
            case "map_filter" when count == 2:
                var filtered = DialectNodes.Take(node);
                Become(node, DialectNodes.Function("map_from_entries", DialectNodes.Function("list_filter", DialectNodes.Function("map_entries", filtered[0]), OfEntries(filtered[1]))));
                return true;
            case "transform_values" when count == 2:
                var values = DialectNodes.Take(node);
                Become(node, DialectNodes.Function("map", DialectNodes.Function("map_keys", Copy(values[0])), DialectNodes.Function("list_transform", DialectNodes.Function("map_entries", values[0]), OfEntries(values[1]))));
                return true;
            case "transform_keys" when count == 2:
                var keys = DialectNodes.Take(node);
                Become(node, DialectNodes.Function("map", DialectNodes.Function("list_transform", DialectNodes.Function("map_entries", keys[0]), OfEntries(keys[1])), DialectNodes.Function("map_values", Copy(keys[0]))));
                return true;
            default:
                return false;
        }
    }

    private void Become(JsonObject node, JsonObject replacement)
    {
        _types.Move(node, replacement);
        DialectNodes.Replace(node, replacement);
        _isChanged = true;
    }

    private void Match(JsonObject node, string name)
    {
        var flags = DialectNodes.Function("list_transform", DialectNodes.Take(node));
        var any = DialectNodes.Function(Macro(name == "all_match" ? "all_of" : "any_of"), flags);
        Become(node, name != "none_match" ? any : new JsonObject
        {
            ["class"] = "OPERATOR",
            ["type"] = "OPERATOR_NOT",
            ["alias"] = "",
            ["query_location"] = ulong.MaxValue,
            ["children"] = new JsonArray(any),
        });
    }

    // reduce(list, start, (s, x) -> …, s -> …)
    private void Reduce(JsonObject node)
    {
        var parts = DialectNodes.Take(node);
        var reduced = IsOtherState(parts[0].AsObject(), parts[1].AsObject()) ? Accumulated(parts) : DialectNodes.Function("list_reduce", parts[0], parts[2], parts[1]);
        var last = parts[3].AsObject();
        var isIdentity = last["expr"] is JsonObject body && body["column_names"] is JsonArray { Count: 1 } names && Parameters(last).Contains(AsciiNames.Lower(names[0]!.GetValue<string>()), StringComparer.Ordinal);
        Become(node, isIdentity ? reduced : DialectNodes.Extract(DialectNodes.Function("list_transform", DialectNodes.Function("list_value", reduced), last), DialectNodes.Constant(1)));
    }

    private JsonObject OfEntries(JsonNode lambda) => OneParameter(lambda, at => p => DialectNodes.Column(p, at == 0 ? "key" : "value"));

    /// <summary>A lambda of several parameters as one of a row of them.</summary>
    private JsonObject OneParameter(JsonNode lambda, Func<int, Func<string, JsonObject>> part)
    {
        var parameter = string.Create(CultureInfo.InvariantCulture, $"_p{_lambdas++}");
        var names = Parameters(lambda.AsObject());
        var body = lambda["expr"]!;
        lambda.AsObject().Remove("expr");
        var one = DialectNodes.Lambda(parameter, body);
        for (var at = 0; at < names.Count; at++)
        {
            var (name, field) = (names[at], part(at));
            Substitute(one["expr"]!, name, () => field(parameter));
        }

        return one;
    }

    private static void Substitute(JsonNode node, string name, Func<JsonObject> replacement)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case JsonObject column when column["column_names"] is JsonArray names && AsciiNames.Lower(names[0]!.GetValue<string>()) == name:
                JsonObject value = replacement();
                foreach (var field in names.Skip(1))
                {
                    value = new JsonObject
                    {
                        ["class"] = "OPERATOR",
                        ["type"] = "STRUCT_EXTRACT",
                        ["alias"] = "",
                        ["query_location"] = ulong.MaxValue,
                        ["children"] = new JsonArray(value, DialectNodes.Constant(field!.GetValue<string>())),
                    };
                }

                DialectNodes.Replace(column, value);
                break;
            case JsonObject item:
                foreach (var member in item.Select(pair => pair.Key).ToList())
                {
                    if (item[member] is { } child)
                    {
                        Substitute(child, name, replacement);
                    }
                }

                break;
            case JsonArray items:
                foreach (var child in items.ToList())
                {
                    if (child is not null)
                    {
                        Substitute(child, name, replacement);
                    }
                }

                break;
        }
    }

    /// <summary>The names of a lambda's parameters: <c>x</c>, or <c>(x, y)</c>, which the parser takes for a row.</summary>
    internal static List<string> Parameters(JsonObject lambda) => lambda["lhs"] switch
    {
        JsonObject one when one["column_names"] is JsonArray { Count: 1 } names => [AsciiNames.Lower(names[0]!.GetValue<string>())],
        JsonObject row when row["children"] is JsonArray children => [.. children.OfType<JsonObject>().Where(child => child["column_names"] is JsonArray { Count: 1 }).Select(child => AsciiNames.Lower(child["column_names"]!.AsArray()[0]!.GetValue<string>()))],
        _ => [],
    };
}
