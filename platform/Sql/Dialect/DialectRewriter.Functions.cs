using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Functions whose names or arguments are other ones in the engine.</summary>
internal sealed partial class DialectRewriter
{
    /// <summary>Trino's names of functions that the engine has under another name, with the same arguments and meaning.</summary>
    public static IReadOnlyDictionary<string, string> Renamed { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["bitwise_and_agg"] = "bit_and",
        ["bitwise_or_agg"] = "bit_or",
        ["bitwise_xor_agg"] = "bit_xor",
        ["codepoint"] = "unicode",
        ["cosine_distance"] = "list_cosine_distance",
        ["day_of_month"] = "day",
        ["day_of_week"] = "isodow",
        ["day_of_year"] = "dayofyear",
        ["dow"] = "isodow",
        ["doy"] = "dayofyear",
        ["every"] = "bool_and",
        ["from_utf8"] = "decode",
        ["is_finite"] = "isfinite",
        ["is_infinite"] = "isinf",
        ["is_nan"] = "isnan",
        ["last_day_of_month"] = "last_day",
        ["levenshtein_distance"] = "levenshtein",
        ["listagg"] = "string_agg",
        ["regexp_like"] = "regexp_matches",
        ["regexp_split"] = "string_split_regex",
        ["split"] = "string_split",
        ["to_utf8"] = "encode",
        ["week_of_year"] = "week",
        ["year_of_week"] = "isoyear",
        ["yow"] = "isoyear",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private void Function(JsonObject node)
    {
        if (DialectNodes.FunctionName(node) is not { } name)
        {
            return;
        }

        var count = DialectNodes.Children(node).Count;
        RequireArguments(node, name);
        if (Value(node, name, count))
        {
            return;
        }

        switch (name)
        {
            case "/" when count == 2:
                Divide(node);
                break;
            case "%" or "mod" when count == 2:
                Modulo(node);
                break;
            case "+" or "-":
                PlusOrMinus(node, name == "-");
                break;
            case "*" when count == 2:
                RequireNumbers(node, _kinds.Of(DialectNodes.Child(node, 0)), _kinds.Of(DialectNodes.Child(node, 1)));
                break;
            case "||" when count == 2:
                Concatenate(node);
                break;
            case "concat":
                Concat(node);
                break;
            case "greatest" or "least" when count > 1:
                Greatest(node);
                break;
            case "ceil" or "ceiling" or "floor" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.Integer:
                DialectNodes.Replace(node, DialectNodes.Take(node)[0].AsObject());
                _isChanged = true;
                break;
            case "rand" or "random" when count > 0:
                Call(node, "rand");
                break;
            case "nullif" when count == 2:
                RequireOneType(node, [DialectNodes.Child(node, 0), DialectNodes.Child(node, 1)], "compared");
                break;
            case "rand":
                Rename(node, "random");
                break;
            case "substr" or "substring" when count > 1 && !(DialectNodes.IsPositive(DialectNodes.Child(node, 1)) && (count == 2 || DialectNodes.IsPositive(DialectNodes.Child(node, 2)))):
                Call(node, "substr");
                break;
            case "strpos" when count == 3:
                Call(node, "strpos");
                break;
            case "multimap_from_entries" when count == 1:
                Call(node, "multimap_of");
                break;
            case "md5" or "sha1" or "sha256" or "to_base64" or "to_hex" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.Text:
                throw Failed(TrinoErrorCode.FunctionNotFound, node, $"Unexpected parameters (varchar) for function {name}: it takes varbinary. Write {name}(to_utf8(…)).");
            case "md5" or "sha1" or "sha256" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.Binary:
                var digest = DialectNodes.Function("unhex");
                DialectNodes.Replace(node, digest);
                DialectNodes.Children(digest).Add(node);
                _isChanged = true;
                break;
            case "like_escape" or "not_like_escape" when count == 3:
                Like(node);
                break;
            case "replace" when count == 2:
                Call(node, "replace_2");
                break;
            case "split" when count == 3:
                Call(node, "split_limit");
                break;
            case "repeat" when count == 2:
                Call(node, "repeat_element");
                break;
            case "cardinality" when count == 1:
                if (IsMap(DialectNodes.Child(node, 0)))
                {
                    var entries = DialectNodes.Function("map_keys", DialectNodes.Take(node));
                    DialectNodes.Children(node).Add((JsonNode)entries);
                }

                Rename(node, "len");
                break;
            case "row_number" or "rank" or "dense_rank" or "percent_rank" or "cume_dist" or "ntile" or "lag" or "lead" or "first_value" or "last_value" or "nth_value":
                throw Failed(TrinoErrorCode.MissingOver, node, $"Window function {name} requires an OVER clause: {name}(…) OVER (ORDER BY …).");
            case "json_value" or "json_exists" or "json_query":
                JsonPathFunction(node, name);
                break;
            case "json_object" or "json_array":
                JsonConstructor(node, name);
                break;
            case "length" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.Binary:
                Rename(node, "octet_length");
                break;
            case "reverse" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) is ExpressionKind.Array or ExpressionKind.Rows:
                Rename(node, "list_reverse");
                break;
            case "reverse" when count == 1 && _kinds.Of(DialectNodes.Child(node, 0)) == ExpressionKind.Text:
                Call(node, "reverse_text");
                break;
            case "concat_ws" when count == 2 && _kinds.Of(DialectNodes.Child(node, 1)) == ExpressionKind.Array:
                var parts = DialectNodes.Take(node);
                DialectNodes.Children(node).Add(parts[1]);
                DialectNodes.Children(node).Add(parts[0]);
                Rename(node, "array_to_string");
                break;
            case "element_at" when count == 2 && DialectNodes.Number(DialectNodes.Child(node, 1)) is 0 && _kinds.Of(DialectNodes.Child(node, 0)) is ExpressionKind.Array or ExpressionKind.Rows:
                throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, "SQL array indices start at 1");
            case "map_entries" when count == 1:
                // Rows without names of their fields.
                var map = DialectNodes.Take(node)[0];
                Become(node, DialectNodes.Function("list_zip", DialectNodes.Function("map_keys", Copy(map)), DialectNodes.Function("map_values", map)));
                break;
            case "element_at" when count == 2:
                var element = DialectNodes.Take(node);
                Become(node, DialectNodes.Extract(element[0], element[1]));
                break;
            case "sequence":
                Call(node, !ExpressionKinds.IsTime(_kinds.Of(DialectNodes.Child(node, 0))) ? "sequence" : count == 3 && HasMonths(DialectNodes.Child(node, 2)) ? "sequence_months" : "sequence_dates");
                break;
            case "format" when count > 0 && DialectNodes.TextConstant(DialectNodes.Child(node, 0)) is { } format && format.Contains('%', StringComparison.Ordinal):
                TextFormat(node, format);
                break;
            case "current_timezone":
                DialectNodes.Replace(node, DialectNodes.Constant(_session.TimeZone));
                _isChanged = true;
                break;
            case "json_array_length" or "json_extract" when DialectMacros.Has(name) && count == (name == "json_extract" ? 2 : 1):
                Call(node, name);
                break;
            case "->" or "->>":
                break;
            default:
                if (!Time(node, name, count) && !Lambdas(node, name, count) && !Aggregate(node))
                {
                    Named(node, name, count);
                }

                break;
        }
    }

    private bool IsMap(JsonObject node) => _kinds.Of(node) == ExpressionKind.Map || ColumnShapes.IsMap(node) || _types.Of(node).Kind == ExpressionKind.Map;

    // x LIKE pattern ESCAPE escape
    private void Like(JsonObject node)
    {
        var (pattern, escape) = (DialectNodes.TextConstant(DialectNodes.Child(node, 1)), DialectNodes.TextConstant(DialectNodes.Child(node, 2)));
        if (LikePattern.Problem(pattern, escape) is { } problem)
        {
            throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, problem);
        }

        if (pattern is null || escape is null)
        {
            var parts = DialectNodes.Take(node);
            DialectNodes.Children(node).Add(parts[0]);
            DialectNodes.Children(node).Add((JsonNode)DialectNodes.Function(Macro("like_pattern"), parts[1], Copy(parts[2])));
            DialectNodes.Children(node).Add(parts[2]);
        }
    }

    private void Named(JsonObject node, string name, int count)
    {
        // The engine has some of these names too, with other arguments.
        if (IsOwn(name, count))
        {
            return;
        }

        if (Renamed.TryGetValue(name, out var own))
        {
            Rename(node, own);
        }
        else if (DialectMacros.Has(name) && TrinoFunctions.IsAvailable(name))
        {
            Call(node, name);
        }
    }

    private static bool IsOwn(string name, int count) => (name, count) switch
    {
        ("contains", _) => count != 2,
        ("date_add" or "date_diff", 2) => true,
        ("bit_count", 1) => true,
        ("regexp_replace" or "regexp_extract", > 3) => true,
        ("histogram", > 1) => true,
        ("array_sort", > 1) => true,
        _ => false,
    };

    // With a null among them they are null.
    private void Greatest(JsonObject node)
    {
        var parts = DialectNodes.Children(node).Select(part => part!.AsObject()).Where(part => DialectNodes.Class(part) != "CONSTANT" || _kinds.Of(part) == ExpressionKind.Null).Select(Copy).ToList();
        RequireOneType(node, [.. DialectNodes.Children(node).Select(child => child!)], "compared");
        if (parts.Count == 0)
        {
            return;
        }

        var copy = Copy(node).AsObject();
        copy["alias"] = "";
        DialectNodes.Replace(node, DialectNodes.NullIfAny(parts, copy));
        _isChanged = true;
    }

    // CAST(x AS json)
    private static bool IsJson(JsonObject cast) => cast["cast_type"]?["type_info"] is JsonObject info && AsciiNames.Lower(DialectNodes.Text(info, "name")) == "json";

    private void Cast(JsonObject node)
    {
        var child = node["child"]!.AsObject();
        var type = node["cast_type"]!.AsObject();
        var kind = _kinds.Of(child);
        var name = DialectNodes.Text(type, "id");
        if (IsJson(node) && kind is not ExpressionKind.Null)
        {
            node.Remove("child");
            DialectNodes.Replace(node, kind == ExpressionKind.Map ? DialectNodes.Function(Macro("json_of_map"), child) : DialectNodes.Function("to_json", child));
            _isChanged = true;
            return;
        }

        var length = GrammarText.Bounded(type);
        RequireCast(node, child, kind, length is null ? name : "VARCHAR");
        if (length is { } bounded)
        {
            name = "VARCHAR";
            if (Cut(node, child, kind, bounded))
            {
                return;
            }
        }

        if (kind is ExpressionKind.Text or ExpressionKind.Unknown && FromText(node, child, name))
        {
            return;
        }

        if (name == "VARCHAR" && DialectNodes.FunctionName(child) is { } producer && JsonFunctions.Contains(producer))
        {
            node.Remove("child");
            DialectNodes.Replace(node, DialectNodes.Function(Macro(IsTry(node) ? "json_text_or_null" : "json_text"), child));
            return;
        }

        if (name == "VARCHAR" && kind == ExpressionKind.Unknown && DialectNodes.Class(child) != "PARAMETER" && _tries == 0 && !IsTry(node))
        {
            node.Remove("child");
            DialectNodes.Replace(node, DialectNodes.Function(Macro("text_of_value"), child));
        }
        else if (name == "VARCHAR" && kind == ExpressionKind.Decimal && IsFraction(child))
        {
            node.Remove("child");
            DialectNodes.Replace(node, DialectNodes.Function(Macro("text_of_fraction"), child));
        }
        else if (name == "VARCHAR" && kind == ExpressionKind.Double)
        {
            node.Remove("child");
            DialectNodes.Replace(node, DialectNodes.Function(Macro("text_of_double"), child));
        }
        else if (name is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" && kind == ExpressionKind.Double)
        {
            node.Remove("child");
            node["child"] = DialectNodes.Function("round", child);
            _isChanged = true;
        }
        else if ((name is "DATE" or "TIMESTAMP" or "TIME" && ExpressionKinds.IsNumber(kind)) || (ExpressionKinds.IsTime(kind) && name is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "DOUBLE" or "BOOLEAN" && ExpressionKinds.IsTime(kind)))
        {
            throw Mismatch(node, $"Cannot cast {Name(kind)} to {name.ToLowerInvariant()}");
        }
    }
}
