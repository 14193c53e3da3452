using System.Collections.Frozen;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Operators;

/// <summary>Casts of text, of which the engine reads more than Trino, and casts to text and JSON.</summary>
internal static partial class Casts
{
    private static readonly FrozenSet<string> OfJson = FrozenSet.Create(StringComparer.Ordinal, "to_json", "trino_json_of_map", "trino_json_of_number", "trino_json_of_numbers", "trino_json_parse", "trino_json_extract", "trino_json_array_get");

    // CAST(text AS integer), boolean, double, decimal, date or timestamp.
    private static bool FromText(DialectContext context, JsonObject node, JsonObject child, string type)
    {
        // A parameter has its type from the cast.
        if (IsOfJson(child) || Nodes.Class(child) == "PARAMETER")
        {
            return false;
        }

        var macro = type switch
        {
            "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" => "whole",
            "BOOLEAN" => "truth",
            "FLOAT" or "DOUBLE" => "double",
            "DECIMAL" => "decimal",
            "DATE" => "day",
            "TIMESTAMP" => "moment",
            _ => null,
        };
        if (macro is null || (Nodes.TextConstant(child) is { } text && (IsValid(macro, text) || !MayBeRead(macro, text))))
        {
            return false;
        }

        context.Surround(child, inner => Nodes.Function(context.Macro(macro), inner));
        return true;
    }

    // The engine writes a decimal without whole digits as .5.
    private static bool MayBeFraction(DialectContext context, JsonObject decimals) =>
        (context.Types.Of(decimals).Size ?? DecimalSize.Of(Nodes.Class(decimals) == "CAST" ? decimals["cast_type"] : decimals["value"]?["type"])) is not { } size || size.Precision == size.Scale;

    /// <summary>A value of which a date is made: text in Trino's form alone.</summary>
    public static JsonObject Dated(DialectContext context, JsonNode value) => Nodes.Function(context.Macro("day"), value);

    private static bool IsValid(string macro, string text) => macro switch
    {
        "whole" => Whole().IsMatch(text),
        "truth" => Truth().IsMatch(text),
        "double" => TypeGrammar.IsDouble(text),
        "day" => Day().IsMatch(text),
        "moment" => Moment().IsMatch(text),
        _ => Plain().IsMatch(text),
    };

    // Others the engine refuses too, with their place in the text.
    private static bool MayBeRead(string macro, string text) => text.Any(char.IsAsciiDigit) || macro switch
    {
        "truth" => true,
        "day" or "moment" => text.Contains("epoch", StringComparison.OrdinalIgnoreCase) || text.Contains("inf", StringComparison.OrdinalIgnoreCase),
        "double" => text.Contains('n', StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    // Blanks at the end do not count when a char is compared.
    public static void TrimPadded(DialectContext context, IReadOnlyList<JsonObject> values)
    {
        if (!values.Any(value => context.Padded.Contains(value) || context.Types.IsPadded(value)))
        {
            return;
        }

        foreach (var value in values.Where(value => context.Kinds.Of(value) is ExpressionKind.Text or ExpressionKind.Unknown))
        {
            context.Surround(value, inner => Nodes.Function("rtrim", inner, Nodes.Constant(" ")));
        }
    }

    // Trino casts no arrays, maps, rows and bytes to text, and nothing but text to bytes.
    private static void RequireCast(DialectContext context, JsonObject node, JsonObject child, ExpressionKind kind, string type)
    {
        var isRow = IsRow(child);
        var hasParts = isRow || kind is ExpressionKind.Array or ExpressionKind.Rows or ExpressionKind.Map;
        var isRefused = type switch
        {
            "VARCHAR" => hasParts || kind == ExpressionKind.Binary,
            "BLOB" => hasParts || ExpressionKinds.IsNumber(kind) || ExpressionKinds.IsTime(kind) || kind == ExpressionKind.Boolean || IsOfJson(child),
            _ => false,
        };
        if (isRefused)
        {
            var from = isRow ? "row" : kind != ExpressionKind.Unknown ? TypeRules.Name(kind) : "json";
            var instead = kind == ExpressionKind.Binary ? "from_utf8(…)" : type == "BLOB" ? "to_utf8(…) of a text" : "json_format(CAST(… AS json))";
            throw context.Mismatch(node, $"Cannot cast {from} to {(type == "BLOB" ? "varbinary" : "varchar")}. Write {instead}.");
        }
    }

    /// <summary>Whether a value is a row that is written here, also one that is cast.</summary>
    public static bool IsRow(JsonObject value) => Nodes.IsRow(value) || (Nodes.Class(value) == "CAST" && Nodes.Text(value["cast_type"]!.AsObject(), "id") == "STRUCT");

    private static bool IsOfJson(JsonObject value) => Nodes.FunctionName(value) is { } producer && OfJson.Contains(producer);

    public static bool IsTry(JsonObject cast) => cast["try_cast"]?.GetValue<bool>() == true;

    /// <summary>CAST(x AS varchar(3)): text is cut, other values must fit. Whether nothing is left to do.</summary>
    private static bool Cut(DialectContext context, JsonObject node, JsonObject child, ExpressionKind kind, (int Length, bool IsPadded) bounded)
    {
        node["cast_type"] = Nodes.Type("VARCHAR");
        context.IsChanged = true;
        var length = Nodes.Constant(bounded.Length);
        var isTry = IsTry(node);
        JsonObject cut;
        kind = Nodes.Class(child) == "PARAMETER" ? ExpressionKind.Text : kind;
        if (kind is ExpressionKind.Unknown)
        {
            node.Remove("child");
            cut = Nodes.Function(context.Macro(isTry ? "cut_or_null" : "cut"), child, length);
            Nodes.Replace(node, cut);
        }
        else
        {
            cut = kind is ExpressionKind.Text or ExpressionKind.Null ? Nodes.Function("substring") : Nodes.Function(context.Macro(isTry ? "fit_or_null" : "fit"));
            Nodes.Replace(node, cut);
            Nodes.Children(cut).Add(node);
            if (kind is ExpressionKind.Text or ExpressionKind.Null)
            {
                Nodes.Children(cut).Add((JsonNode)Nodes.Constant(1));
            }

            Nodes.Children(cut).Add((JsonNode)length);
        }

        if (bounded.IsPadded)
        {
            var padded = context.Surround(cut, inner => Nodes.Function("rpad", inner, Nodes.Constant(bounded.Length), Nodes.Constant(" ")));
            context.Padded.Add(padded);
        }

        return kind is ExpressionKind.Unknown or ExpressionKind.Text or ExpressionKind.Null;
    }

    [GeneratedRegex(@"^\s*[+-]?[0-9]+\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^\s*-?[0-9]{1,6}-[0-9]{1,2}-[0-9]{1,2}\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Day();

    [GeneratedRegex(@"^\s*-?[0-9]{4,6}-[0-9]{1,2}-[0-9]{1,2}(?:(?:\s+|T)[0-9]{1,2}:[0-9]{1,2}(?::[0-9]{1,2}(?:\.[0-9]+)?)?)?\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Moment();

    [GeneratedRegex(@"^(?:t|true|1|f|false|0)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Truth();

    [GeneratedRegex(@"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Plain();

    // CAST(x AS json)
    public static bool IsJson(JsonObject cast) => cast["cast_type"]?["type_info"] is JsonObject info && AsciiNames.Lower(Nodes.Text(info, "name")) == "json";

    public static void Cast(DialectContext context, JsonObject node)
    {
        var child = node["child"]!.AsObject();
        var kind = context.Kinds.Of(child);
        if (IsJson(node) && kind is not ExpressionKind.Null)
        {
            var macro = kind == ExpressionKind.Map ? "json_of_map" : NaNs.MayBeNaN(context, child) ? "json_of_number" : context.Types.Of(child).Item == ExpressionKind.Double ? "json_of_numbers" : null;
            node.Remove("child");
            Nodes.Replace(node, Nodes.Function(macro is null ? "to_json" : context.Macro(macro), child));
            context.IsChanged = true;
            return;
        }

        var type = node["cast_type"]!.AsObject();
        var name = Nodes.Text(type, "id");
        var length = TypeGrammar.Bounded(type);
        RequireCast(context, node, child, kind, length is null ? name : "VARCHAR");
        if (length is { } bounded)
        {
            name = "VARCHAR";
            if (Cut(context, node, child, kind, bounded))
            {
                return;
            }
        }

        if (kind is ExpressionKind.Text or ExpressionKind.Unknown && FromText(context, node, child, name))
        {
            return;
        }

        switch (name)
        {
            case "STRUCT" or "LIST":
                RowCasts.ByPlace(context, node, child);
                break;
            case "VARCHAR" when ToText(context, node, child, kind) is { } macro:
                node.Remove("child");
                Nodes.Replace(node, Nodes.Function(context.Macro(macro), child));
                break;
            case "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" when kind == ExpressionKind.Double:
                context.Surround(child, inner => Nodes.Function("round", inner));
                break;
            case "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" when IsOfJson(child):
                context.Wrap(child, "json_whole");
                break;
            case "DECIMAL" when kind == ExpressionKind.Double:
                // The digits of its text count, 1.005, not those of the binary number.
                context.CastOf(child, "VARCHAR");
                break;
            case "DATE" or "TIMESTAMP" or "TIME" when ExpressionKinds.IsNumber(kind):
            case "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "DOUBLE" or "BOOLEAN" when ExpressionKinds.IsTime(kind):
                throw context.Mismatch(node, $"Cannot cast {TypeRules.Name(kind)} to {name.ToLowerInvariant()}");
        }
    }

    // The macro that makes a text of a value; null where the engine's text is Trino's.
    private static string? ToText(DialectContext context, JsonObject node, JsonObject child, ExpressionKind kind) => kind switch
    {
        _ when IsOfJson(child) => IsTry(node) ? "json_text_or_null" : "json_text",
        ExpressionKind.Unknown when Nodes.Class(child) != "PARAMETER" => context.Tries == 0 && !IsTry(node) ? "text_of_value" : "text_or_null_of_value",
        ExpressionKind.Decimal when MayBeFraction(context, child) => "text_of_fraction",
        ExpressionKind.Double => "text_of_double",
        _ => null,
    };
}
