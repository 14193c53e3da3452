using System.Collections.Frozen;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect;

/// <summary>Casts of text, of which the engine reads more than Trino, and casts to text of a length.</summary>
internal sealed partial class DialectRewriter
{
    // Values of a char, with the blanks at their end.
    private readonly HashSet<JsonObject> _padded = [];

    private static readonly FrozenSet<string> JsonFunctions = FrozenSet.Create(StringComparer.Ordinal, "to_json", "trino_json_of_map", "trino_json_parse", "trino_json_extract", "trino_json_array_get");

    // CAST(text AS integer), boolean, double or decimal.
    private bool FromText(JsonObject node, JsonObject child, string type)
    {
        // A parameter has its type from the cast.
        if (DialectNodes.Class(child) == "PARAMETER" || (DialectNodes.FunctionName(child) is { } producer && JsonFunctions.Contains(producer)))
        {
            return false;
        }

        var macro = type switch
        {
            "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" => "whole",
            "BOOLEAN" => "truth",
            "FLOAT" or "DOUBLE" => "double",
            "DECIMAL" => "decimal",
            _ => null,
        };
        if (macro is null || (DialectNodes.TextConstant(child) is { } text && (IsValid(macro, text) || !MayBeRead(macro, text))))
        {
            return false;
        }

        var call = DialectNodes.Function(Macro(macro));
        DialectNodes.Replace(child, call);
        DialectNodes.Children(call).Add(child);
        return true;
    }

    // The engine writes a decimal without whole digits as .5.
    private static bool IsFraction(JsonObject decimals) =>
        (DialectNodes.Class(decimals) == "CAST" ? decimals["cast_type"] : decimals["value"]?["type"])?["type_info"] is JsonObject info && info["width"]?.GetValue<int>() is { } width && width == info["scale"]?.GetValue<int>();

    private static bool IsValid(string macro, string text) => macro switch
    {
        "whole" => Whole().IsMatch(text),
        "truth" => Truth().IsMatch(text),
        "double" => GrammarText.IsDouble(text),
        _ => Plain().IsMatch(text),
    };

    // Others the engine refuses too, with their place in the text.
    private static bool MayBeRead(string macro, string text) => macro == "truth" || text.Any(char.IsAsciiDigit) || (macro == "double" && text.Contains('n', StringComparison.OrdinalIgnoreCase));

    // Blanks at the end do not count when a char is compared.
    private void TrimPadded(IReadOnlyList<JsonObject> values)
    {
        if (!values.Any(value => _padded.Contains(value) || _types.IsPadded(value)))
        {
            return;
        }

        foreach (var value in values.Where(value => _kinds.Of(value) is ExpressionKind.Text or ExpressionKind.Unknown))
        {
            var trimmed = DialectNodes.Function("rtrim");
            DialectNodes.Replace(value, trimmed);
            DialectNodes.Children(trimmed).Add(value);
            DialectNodes.Children(trimmed).Add((JsonNode)DialectNodes.Constant(" "));
            _isChanged = true;
        }
    }

    // Trino casts no arrays, maps, rows and bytes to text, and nothing but text to bytes.
    private void RequireCast(JsonObject node, JsonObject child, ExpressionKind kind, string type)
    {
        var isRow = IsRow(child) || (DialectNodes.Class(child) == "CAST" && DialectNodes.Text(child["cast_type"]!.AsObject(), "id") == "STRUCT");
        var isParts = kind is ExpressionKind.Array or ExpressionKind.Rows or ExpressionKind.Map || isRow;
        if ((type == "VARCHAR" && (isParts || kind == ExpressionKind.Binary)) || (type == "BLOB" && (isParts || ExpressionKinds.IsNumber(kind) || ExpressionKinds.IsTime(kind) || kind is ExpressionKind.Boolean || (DialectNodes.FunctionName(child) is { } producer && JsonFunctions.Contains(producer)))))
        {
            throw Mismatch(node, $"Cannot cast {(isRow ? "row" : isParts || kind != ExpressionKind.Unknown ? Name(kind) : "json")} to {(type == "BLOB" ? "varbinary" : "varchar")}. Write {(kind == ExpressionKind.Binary ? "from_utf8(…)" : type == "BLOB" ? "to_utf8(…) of a text" : "json_format(CAST(… AS json))")}.");
        }
    }

    private static bool IsTry(JsonObject cast) => cast["try_cast"]?.GetValue<bool>() == true;

    /// <summary>CAST(x AS varchar(3)): text is cut, other values must fit. Whether nothing is left to do.</summary>
    private bool Cut(JsonObject node, JsonObject child, ExpressionKind kind, (int Length, bool IsPadded) bounded)
    {
        node["cast_type"] = new JsonObject { ["id"] = "VARCHAR", ["type_info"] = null };
        _isChanged = true;
        var length = DialectNodes.Constant(bounded.Length);
        var isTry = IsTry(node);
        JsonObject cut;
        kind = DialectNodes.Class(child) == "PARAMETER" ? ExpressionKind.Text : kind;
        if (kind is ExpressionKind.Unknown)
        {
            node.Remove("child");
            cut = DialectNodes.Function(Macro(isTry ? "cut_or_null" : "cut"), child, length);
            DialectNodes.Replace(node, cut);
        }
        else
        {
            cut = kind is ExpressionKind.Text or ExpressionKind.Null ? DialectNodes.Function("substring") : DialectNodes.Function(Macro(isTry ? "fit_or_null" : "fit"));
            DialectNodes.Replace(node, cut);
            DialectNodes.Children(cut).Add(node);
            if (kind is ExpressionKind.Text or ExpressionKind.Null)
            {
                DialectNodes.Children(cut).Add((JsonNode)DialectNodes.Constant(1));
            }

            DialectNodes.Children(cut).Add((JsonNode)length);
        }

        if (bounded.IsPadded)
        {
            var padded = DialectNodes.Function("rpad");
            DialectNodes.Replace(cut, padded);
            DialectNodes.Children(padded).Add(cut);
            DialectNodes.Children(padded).Add((JsonNode)DialectNodes.Constant(bounded.Length));
            DialectNodes.Children(padded).Add((JsonNode)DialectNodes.Constant(" "));
            _padded.Add(padded);
        }

        return kind is ExpressionKind.Unknown or ExpressionKind.Text or ExpressionKind.Null;
    }

    [GeneratedRegex(@"^\s*[+-]?[0-9]+\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(?:t|true|1|f|false|0)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Truth();

    [GeneratedRegex(@"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Plain();
}
