using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>
/// Finds the kinds of expressions from constants, casts, functions of one type, and columns (<see cref="QueryTypes"/>). Where it does not know it
/// reports so; the engine's own types then decide when the query is bound. Pure.
/// </summary>
/// <param name="columns">The kind of a column.</param>
/// <param name="known">The kind of another expression of the tree as it was parsed, where that shows by its place.</param>
internal sealed class ExpressionKinds(Func<JsonObject, ExpressionKind> columns, Func<JsonObject, ExpressionKind> known)
{
    // The kind of an expression is requested at each of its levels: below a few, unknown will do.
    private const int Depth = 6;

    private static readonly FrozenDictionary<string, ExpressionKind> Functions = new Dictionary<string, ExpressionKind>(StringComparer.Ordinal)
    {
        ["list_value"] = ExpressionKind.Array,
        ["list_transform"] = ExpressionKind.Array,
        ["list_filter"] = ExpressionKind.Array,
        ["string_split"] = ExpressionKind.Array,
        ["trino_sequence"] = ExpressionKind.Array,
        ["trino_array_distinct"] = ExpressionKind.Array,
        ["array_agg"] = ExpressionKind.Array,
        ["map"] = ExpressionKind.Map,
        ["map_from_entries"] = ExpressionKind.Map,
        ["map_concat"] = ExpressionKind.Map,
        ["encode"] = ExpressionKind.Binary,
        ["from_hex"] = ExpressionKind.Binary,
        ["unhex"] = ExpressionKind.Binary,
        ["from_base64"] = ExpressionKind.Binary,
        ["trino_md5"] = ExpressionKind.Binary,
        ["trino_sha1"] = ExpressionKind.Binary,
        ["trino_sha256"] = ExpressionKind.Binary,
        ["count"] = ExpressionKind.Integer,
        ["count_star"] = ExpressionKind.Integer,
        ["length"] = ExpressionKind.Integer,
        ["strpos"] = ExpressionKind.Integer,
        ["date_sub"] = ExpressionKind.Integer,
        ["year"] = ExpressionKind.Integer,
        ["month"] = ExpressionKind.Integer,
        ["day"] = ExpressionKind.Integer,
        ["hour"] = ExpressionKind.Integer,
        ["row_number"] = ExpressionKind.Integer,
        ["rank"] = ExpressionKind.Integer,
        ["sqrt"] = ExpressionKind.Double,
        ["exp"] = ExpressionKind.Double,
        ["ln"] = ExpressionKind.Double,
        ["log10"] = ExpressionKind.Double,
        ["log2"] = ExpressionKind.Double,
        ["pow"] = ExpressionKind.Double,
        ["power"] = ExpressionKind.Double,
        ["pi"] = ExpressionKind.Double,
        ["random"] = ExpressionKind.Double,
        ["trino_nan"] = ExpressionKind.Double,
        ["trino_infinity"] = ExpressionKind.Double,
        ["trino_e"] = ExpressionKind.Double,
        ["cbrt"] = ExpressionKind.Double,
        ["sin"] = ExpressionKind.Double,
        ["cos"] = ExpressionKind.Double,
        ["tan"] = ExpressionKind.Double,
        ["acos"] = ExpressionKind.Double,
        ["asin"] = ExpressionKind.Double,
        ["atan"] = ExpressionKind.Double,
        ["corr"] = ExpressionKind.Double,
        ["stddev"] = ExpressionKind.Double,
        ["stddev_pop"] = ExpressionKind.Double,
        ["stddev_samp"] = ExpressionKind.Double,
        ["variance"] = ExpressionKind.Double,
        ["var_pop"] = ExpressionKind.Double,
        ["var_samp"] = ExpressionKind.Double,
        ["trino_upper"] = ExpressionKind.Text,
        ["regexp_replace"] = ExpressionKind.Text,
        ["trino_regexp_replace"] = ExpressionKind.Text,
        ["trino_regexp_replace_all"] = ExpressionKind.Text,
        ["trino_regexp_extract"] = ExpressionKind.Text,
        ["trino_json_format"] = ExpressionKind.Text,
        ["trino_json_extract_scalar"] = ExpressionKind.Text,
        ["trino_split_part"] = ExpressionKind.Text,
        ["ltrim"] = ExpressionKind.Text,
        ["rtrim"] = ExpressionKind.Text,
        ["trino_fit"] = ExpressionKind.Text,
        ["trino_cut"] = ExpressionKind.Text,
        ["trino_text_of_double"] = ExpressionKind.Text,
        ["trino_text_of_fraction"] = ExpressionKind.Text,
        ["trino_split_limit"] = ExpressionKind.Array,
        ["trino_firsts"] = ExpressionKind.Array,
        ["trino_next_century"] = ExpressionKind.Timestamp,
        ["upper"] = ExpressionKind.Text,
        ["lower"] = ExpressionKind.Text,
        ["trim"] = ExpressionKind.Text,
        ["replace"] = ExpressionKind.Text,
        ["substring"] = ExpressionKind.Text,
        ["substr"] = ExpressionKind.Text,
        ["strftime"] = ExpressionKind.Text,
        ["array_to_string"] = ExpressionKind.Text,
        ["trino_array_join"] = ExpressionKind.Text,
        ["to_days"] = ExpressionKind.Interval,
        ["to_months"] = ExpressionKind.Interval,
        ["to_years"] = ExpressionKind.Interval,
        ["to_hours"] = ExpressionKind.Interval,
        ["to_minutes"] = ExpressionKind.Interval,
        ["to_seconds"] = ExpressionKind.Interval,
        ["to_weeks"] = ExpressionKind.Interval,
        ["to_milliseconds"] = ExpressionKind.Interval,
        ["to_microseconds"] = ExpressionKind.Interval,
        ["uuid"] = ExpressionKind.Uuid,
        ["now"] = ExpressionKind.Instant,
        ["to_timestamp"] = ExpressionKind.Instant,
        ["strptime"] = ExpressionKind.Timestamp,
        ["today"] = ExpressionKind.Date,
        ["last_day"] = ExpressionKind.Date,
        ["last_day_of_month"] = ExpressionKind.Date,
        ["date"] = ExpressionKind.Date,
        ["date_parse"] = ExpressionKind.Timestamp,
        ["date_diff"] = ExpressionKind.Integer,
        ["date_part"] = ExpressionKind.Integer,
        ["minute"] = ExpressionKind.Integer,
        ["second"] = ExpressionKind.Integer,
        ["quarter"] = ExpressionKind.Integer,
        ["week"] = ExpressionKind.Integer,
        ["to_unixtime"] = ExpressionKind.Double,
        ["epoch"] = ExpressionKind.Double,
        ["date_format"] = ExpressionKind.Text,
        ["format_datetime"] = ExpressionKind.Text,
        ["to_iso8601"] = ExpressionKind.Text,
        ["timezone"] = ExpressionKind.Instant,
        ["trino_instant"] = ExpressionKind.Instant,
        ["trino_as_instant"] = ExpressionKind.Instant,
        ["trino_instant_of_text"] = ExpressionKind.Instant,
        ["trino_date_trunc_at"] = ExpressionKind.Instant,
        ["trino_date_add_at"] = ExpressionKind.Instant,
        ["trino_plus_at"] = ExpressionKind.Instant,
        ["trino_local"] = ExpressionKind.Timestamp,
        ["trino_rounded_timestamp"] = ExpressionKind.Timestamp,
        ["trino_rounded_instant"] = ExpressionKind.Instant,
        ["trino_text_of_timestamp"] = ExpressionKind.Text,
        ["trino_text_of_instant"] = ExpressionKind.Text,
        ["trino_text_of_interval"] = ExpressionKind.Text,
        ["trino_iso8601_at"] = ExpressionKind.Text,
        ["trino_iso8601_of_timestamp"] = ExpressionKind.Text,
        ["trino_format_at"] = ExpressionKind.Text,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public ExpressionKind Of(JsonNode? node, int depth = 0)
    {
        if (node is not JsonObject expression)
        {
            return ExpressionKind.Unknown;
        }

        var kind = depth > Depth ? ExpressionKind.Unknown : OfText(expression, depth);
        // An array may be one of rows.
        return kind is ExpressionKind.Unknown or ExpressionKind.Array && known(expression) is not ExpressionKind.Unknown and var other ? other : kind;
    }

    private ExpressionKind OfText(JsonObject expression, int depth) => Nodes.Class(expression) switch
    {
        "CONSTANT" => OfType(expression["value"]?["type"]),
        "CAST" => OfType(expression["cast_type"]),
        "COMPARISON" or "CONJUNCTION" or "BETWEEN" => ExpressionKind.Boolean,
        "OPERATOR" => Nodes.Text(expression, "type") switch
        {
            "OPERATOR_NOT" or "OPERATOR_IS_NULL" or "OPERATOR_IS_NOT_NULL" or "COMPARE_IN" or "COMPARE_NOT_IN" => ExpressionKind.Boolean,
            "ARRAY_CONSTRUCTOR" => OfArray(expression),
            "OPERATOR_COALESCE" or "OPERATOR_NULLIF" or "OPERATOR_TRY" => Of(Nodes.Children(expression).FirstOrDefault(), depth + 1),
            _ => ExpressionKind.Unknown,
        },
        "CASE" => OfResults(expression, depth),
        "COLUMN_REF" => columns(expression),
        "FUNCTION" or "WINDOW" => OfFunction(expression, depth),
        _ => ExpressionKind.Unknown,
    };

    public static bool IsNumber(ExpressionKind kind) => kind is ExpressionKind.Integer or ExpressionKind.Decimal or ExpressionKind.Double;

    public static bool IsTime(ExpressionKind kind) => kind is ExpressionKind.Date or ExpressionKind.Timestamp or ExpressionKind.Instant;

    /// <summary>Whether no value of one kind can take the place of one of the other.</summary>
    public static bool Differ(ExpressionKind one, ExpressionKind other) => (Family(one), Family(other)) is var (a, b) && a != 0 && b != 0 && a != b;

    private static int Family(ExpressionKind kind) => kind switch
    {
        ExpressionKind.Boolean => 1,
        ExpressionKind.Integer or ExpressionKind.Decimal or ExpressionKind.Double => 2,
        ExpressionKind.Text => 3,
        ExpressionKind.Date or ExpressionKind.Timestamp or ExpressionKind.Instant => 4,
        ExpressionKind.Array or ExpressionKind.Rows => 5,
        ExpressionKind.Map => 6,
        ExpressionKind.Interval => 7,
        ExpressionKind.Binary => 8,
        ExpressionKind.Uuid => 9,
        _ => 0,
    };

    /// <summary>The kind of a product's column.</summary>
    public static ExpressionKind OfColumn(ColumnType type) => type switch
    {
        DecimalType => ExpressionKind.Decimal,
        ArrayType { Element: StructType } => ExpressionKind.Rows,
        ArrayType => ExpressionKind.Array,
        MapType => ExpressionKind.Map,
        PrimitiveType { Forms.IsWhole: true } => ExpressionKind.Integer,
        PrimitiveType { Forms.IsFloating: true } => ExpressionKind.Double,
        PrimitiveType primitive => primitive.Kind switch
        {
            PrimitiveKind.Boolean => ExpressionKind.Boolean,
            PrimitiveKind.String => ExpressionKind.Text,
            PrimitiveKind.Date => ExpressionKind.Date,
            PrimitiveKind.Timestamp => ExpressionKind.Instant,
            PrimitiveKind.TimestampNtz => ExpressionKind.Timestamp,
            PrimitiveKind.Binary => ExpressionKind.Binary,
            PrimitiveKind.Uuid => ExpressionKind.Uuid,
            _ => ExpressionKind.Other,
        },
        _ => ExpressionKind.Other,
    };

    /// <summary>The type of a product's column: its times are UTC's, with six digits.</summary>
    public static ExpressionType TypeOfColumn(ColumnType type) => OfColumn(type) switch
    {
        ExpressionKind.Instant => ExpressionType.Instant(ExpressionType.Utc, 6),
        ExpressionKind.Timestamp => new ExpressionType(ExpressionKind.Timestamp, Digits: 6),
        ExpressionKind.Double => new ExpressionType(ExpressionKind.Double) { IsReal = type is PrimitiveType { Kind: PrimitiveKind.Real } },
        var kind => type switch
        {
            ArrayType array => ExpressionType.Array(TypeOfColumn(array.Element)),
            MapType map => ExpressionType.Map(new ExpressionType(ExpressionKind.Text), TypeOfColumn(map.Value)),
            StructType row => ExpressionType.Row([.. row.Fields.Select(field => TypeOfColumn(field.Type))], [.. row.Fields.Select(field => field.Name)]),
            DecimalType number => new ExpressionType(kind) { Size = new DecimalSize(number.Precision, number.Scale) },
            PrimitiveType { Forms.Digits: { } digits } => new ExpressionType(kind) { Size = new DecimalSize(digits, 0) },
            _ => new ExpressionType(kind),
        },
    };

    /// <summary>Whether no value of a kind has an instant.</summary>
    public static bool HasNoInstants(ExpressionKind kind) =>
        kind is ExpressionKind.Boolean or ExpressionKind.Text or ExpressionKind.Date or ExpressionKind.Timestamp or ExpressionKind.Interval or ExpressionKind.Binary || IsNumber(kind);

    /// <summary>The kind of the values of a function by the name that a query gives it.</summary>
    public static ExpressionKind OfName(string function) => Functions.TryGetValue(function, out var kind) || Functions.TryGetValue(MacroNames.Prefix + function, out kind) ? kind : ExpressionKind.Unknown;

    /// <summary>The type of a parameter's value.</summary>
    public static ExpressionType OfParameter(ParameterValue value) => value.Type switch
    {
        ParameterType.Date => new ExpressionType(ExpressionKind.Date),
        ParameterType.Timestamp => new ExpressionType(ExpressionKind.Timestamp),
        ParameterType.TimestampTz => ExpressionType.Instant(value.Zone),
        // The engine gives arrays of them to their casts, or to what they are compared with.
        ParameterType.Array => new ExpressionType(ExpressionKind.Unknown, value.Items?.Select(item => OfParameter(item).Zone).Aggregate((string?)null, ExpressionType.Either)),
        // The engine judges others when they are bound.
        _ => ExpressionType.Unknown,
    };

    private ExpressionKind OfFunction(JsonObject function, int depth)
    {
        if (Nodes.FunctionName(function) is not { } name)
        {
            return ExpressionKind.Unknown;
        }

        switch (name)
        {
            case "list_value":
                return OfArray(function);
            case "list_zip" or "map_entries":
                return ExpressionKind.Rows;
            case "list_transform" when Nodes.Children(function) is [_, JsonObject lambda] && lambda["expr"] is JsonObject body && IsRow(body):
                return ExpressionKind.Rows;
            case "array_agg" when Nodes.Children(function) is [JsonObject item, ..] && IsRow(item):
                return ExpressionKind.Rows;
            case "list_filter" when Nodes.Children(function).Count > 0:
                return Of(Nodes.Children(function)[0], depth + 1) is ExpressionKind.Rows ? ExpressionKind.Rows : ExpressionKind.Array;
            case "+" or "-" or "*" or "%" or "mod" or "//" or "trino_mod" or "trino_divide" or "trino_divide_exact" or "trino_divide_integers" or "/":
                return OfArithmetic(function, depth);
            case "sum" or "min" or "max" or "abs" or "round" or "ceil" or "ceiling" or "floor" or "truncate" or "trino_truncate" or "sign" or "trino_sign" or "max_by" or "min_by" or "arg_max_null" or "arg_min_null" or "trunc" or "trino_round_at" or "trino_truncate_at" or "lag" or "lead" or "first_value" or "last_value" or "any_value" or "greatest" or "least"
                when Nodes.Children(function).Count > 0:
                return Of(Nodes.Children(function)[0], depth + 1);
            case "avg" when Nodes.Children(function).Count == 1:
                return Of(Nodes.Children(function)[0], depth + 1) switch
                {
                    ExpressionKind.Integer or ExpressionKind.Double => ExpressionKind.Double,
                    var kind => kind,
                };
            case "trino_avg_decimal":
                return ExpressionKind.Decimal;
            case "cast_to_type":
                return Of(Nodes.Children(function)[1], depth + 1);
            case "trino_date_trunc":
                return Of(Nodes.Children(function)[1], depth + 1);
            case "trino_date_add":
                return Of(Nodes.Children(function)[2], depth + 1);
            case "||":
                var parts = Nodes.Children(function).Select(part => Of(part, depth + 1)).ToList();
                return parts.Contains(ExpressionKind.Array) ? ExpressionKind.Array : parts.Contains(ExpressionKind.Text) ? ExpressionKind.Text : ExpressionKind.Unknown;
            default:
                return Functions.GetValueOrDefault(name);
        }
    }

    private ExpressionKind OfResults(JsonObject choice, int depth)
    {
        var kinds = choice["case_checks"]!.AsArray().Select(check => check!["then_expr"]).Append(choice["else_expr"]).Select(result => Of(result, depth + 1)).Where(kind => kind != ExpressionKind.Null).Distinct().ToList();
        return kinds.Count == 1 ? kinds[0] : kinds.Count > 0 && kinds.TrueForAll(IsNumber) ? kinds.Max() : ExpressionKind.Unknown;
    }

    private ExpressionKind OfArithmetic(JsonObject function, int depth)
    {
        var kinds = Nodes.Children(function).Take(2).Select(child => Of(child, depth + 1)).ToList();
        return kinds.Contains(ExpressionKind.Unknown) ? kinds.Contains(ExpressionKind.Double) && kinds.Count == 2 ? ExpressionKind.Double : ExpressionKind.Unknown
            : kinds.All(IsNumber) ? kinds.Max()
            : kinds.Find(IsTime) is var time and not ExpressionKind.Unknown ? kinds.Count(IsTime) == 1 ? time : ExpressionKind.Interval
            : kinds.Contains(ExpressionKind.Interval) ? ExpressionKind.Interval
            : ExpressionKind.Unknown;
    }

    /// <summary>The kind of an array of these items.</summary>
    public static ExpressionKind OfArray(JsonObject array) =>
        Nodes.Children(array).FirstOrDefault() is JsonObject first && IsRow(first) ? ExpressionKind.Rows : ExpressionKind.Array;

    private static bool IsRow(JsonObject node) => Nodes.FunctionName(node) is "row" or "struct_pack"
        || (Nodes.Class(node) == "CAST" && node["cast_type"] is JsonObject type && Nodes.Text(type, "id") == "STRUCT");

    /// <summary>The kind of a type in the tree.</summary>
    public static ExpressionKind OfType(JsonNode? type) => (type?["id"]?.GetValue<string>() ?? "") switch
    {
        "NULL" => ExpressionKind.Null,
        "BOOLEAN" => ExpressionKind.Boolean,
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" => ExpressionKind.Integer,
        "DECIMAL" => ExpressionKind.Decimal,
        "FLOAT" or "DOUBLE" => ExpressionKind.Double,
        "VARCHAR" => ExpressionKind.Text,
        "DATE" => ExpressionKind.Date,
        "TIMESTAMP" or "TIMESTAMP_MS" or "TIMESTAMP_S" or "TIMESTAMP_NS" => ExpressionKind.Timestamp,
        "TIMESTAMP WITH TIME ZONE" => ExpressionKind.Instant,
        "INTERVAL" => ExpressionKind.Interval,
        "BLOB" => ExpressionKind.Binary,
        "UUID" => ExpressionKind.Uuid,
        "TIME WITH TIME ZONE" => ExpressionKind.OffsetTime,
        "LIST" or "ARRAY" => ExpressionKind.Array,
        "MAP" => ExpressionKind.Map,
        "" or "UNBOUND" => ExpressionKind.Unknown,
        _ => ExpressionKind.Other,
    };
}
