using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>
/// Finds the kinds of expressions from constants, casts, functions of one type, and columns (<see cref="QueryTypes"/>). Where it does not know it
/// reports so; the engine's own types then decide when the query is bound. Pure.
/// </summary>
/// <param name="columns">The kind of a column.</param>
/// <param name="known">The kind of another expression of the tree as it was parsed, where that shows by its place.</param>
/// <param name="functions">The kind of the values of a function of the dialect, by its name or that of its macro.</param>
internal sealed class ExpressionKinds(Func<JsonObject, ExpressionKind> columns, Func<JsonObject, ExpressionKind> known, Func<string, ExpressionKind> functions)
{
    // The kind of an expression is requested at each of its levels: below a few, unknown will do.
    private const int Depth = 6;

    private const int RowFamily = 10;

    // Of the engine, and macros that are parts. Those of the dialect have it in their signatures.
    private static readonly FrozenDictionary<string, ExpressionKind> Functions = new Dictionary<ExpressionKind, string>
    {
        [ExpressionKind.Integer] = "count count_star date_diff date_part date_sub day hour length minute month quarter rank row_number second strpos week year",
        [ExpressionKind.Double] =
            """
            acos asin atan cbrt corr cos epoch exp ln log10 log2 pi pow power random sin sqrt stddev stddev_pop stddev_samp tan var_pop var_samp
            variance
            """,
        [ExpressionKind.Text] =
            """
            array_to_string lower ltrim replace rtrim strftime substr substring trim trino_cut trino_fit trino_format_at trino_iso8601_at
            trino_iso8601_of_timestamp trino_regexp_replace_all trino_text_of_double trino_text_of_fraction trino_text_of_instant
            trino_text_of_interval trino_text_of_timestamp trino_upper upper
            """,
        [ExpressionKind.Date] = "last_day today",
        [ExpressionKind.Timestamp] = "strptime trino_local trino_next_century trino_rounded_timestamp",
        [ExpressionKind.Instant] =
            """
            now timezone to_timestamp trino_as_instant trino_date_add_at trino_date_trunc_at trino_instant trino_instant_of_text trino_plus_at
            trino_rounded_instant
            """,
        [ExpressionKind.Interval] = "to_days to_hours to_microseconds to_minutes to_months to_seconds to_weeks to_years trino_interval_of_months "
            + "trino_units_millisecond trino_units_second trino_units_minute trino_units_hour trino_units_day trino_units_week trino_units_month trino_units_quarter trino_units_year",
        [ExpressionKind.Binary] = "encode from_base64 unhex",
        [ExpressionKind.Array] = "array_agg list_filter list_transform list_value string_split trino_firsts trino_split_limit",
        [ExpressionKind.Map] = "map map_concat map_from_entries trino_map_of trino_multimap_of",
        [ExpressionKind.Uuid] = "uuid",
    }.SelectMany(kind => kind.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), (kind, name) => KeyValuePair.Create(name, kind.Key)).ToFrozenDictionary(StringComparer.Ordinal);

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
            "OPERATOR_COALESCE" => OfAny(Nodes.Children(expression), depth),
            "OPERATOR_NULLIF" or "OPERATOR_TRY" => Of(Nodes.Children(expression).FirstOrDefault(), depth + 1),
            _ => ExpressionKind.Unknown,
        },
        "CASE" => OfAny(Nodes.Results(expression), depth),
        "COLUMN_REF" => columns(expression),
        "FUNCTION" or "WINDOW" => OfFunction(expression, depth),
        _ => ExpressionKind.Unknown,
    };

    public static bool IsNumber(ExpressionKind kind) => kind is ExpressionKind.Integer or ExpressionKind.Decimal or ExpressionKind.Double;

    public static bool IsTime(ExpressionKind kind) => kind is ExpressionKind.Date or ExpressionKind.Timestamp or ExpressionKind.Instant;

    /// <summary>Whether no value of one kind can take the place of one of the other.</summary>
    public static bool Differ(ExpressionKind one, ExpressionKind other) => (Family(one), Family(other)) is var (a, b) && a != 0 && b != 0 && a != b;

    /// <summary>Whether no value of one type can take the place of one of the other, as far as their parts are known.</summary>
    public static bool Differ(ExpressionType one, ExpressionType other) => (Family(one), Family(other)) is var (a, b) && a != 0 && b != 0
        && (a != b || (one.Parts?.Types is { Count: > 0 } parts && other.Parts?.Types is { Count: > 0 } others && (parts.Count != others.Count || parts.Zip(others).Any(pair => Differ(pair.First, pair.Second)))));

    /// <summary>Whether a type may differ from another.</summary>
    public static bool IsKnown(ExpressionType type) => Family(type) != 0;

    private static int Family(ExpressionType type) => type.IsRow ? RowFamily : Family(type.Kind);

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
        PrimitiveType { Forms.Engine: var engine } => OfName(engine),
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

    /// <summary>The kind of the values of a function of the engine; unknown where that depends on its arguments.</summary>
    public static ExpressionKind OfEngine(string function) => Functions.GetValueOrDefault(function);

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
            case "+" or "-" or "*" or "%" or "mod" or "//" or "trino_mod" or "trino_mod_once" or "trino_divide" or "trino_divide_exact" or "trino_divide_integers" or "trino_divide_integers_once" or "/":
                return OfArithmetic(function, depth);
            case "min" or "max" when Nodes.Children(function).Count == 2:
            case "min_by" or "max_by" when Nodes.Children(function).Count == 3:
                return ExpressionKind.Array;
            case "sum" or "min" or "max" or "abs" or "round" or "ceil" or "ceiling" or "floor" or "truncate" or "trino_truncate" or "sign" or "trino_sign" or "max_by" or "min_by" or "arg_max_null" or "arg_min_null" or "trunc" or "trino_round_at" or "trino_truncate_at" or "lag" or "lead" or "first_value" or "last_value" or "any_value"
                when Nodes.Children(function).Count > 0:
                return Of(Nodes.Children(function)[0], depth + 1);
            case "greatest" or "least":
                return OfAny(Nodes.Children(function), depth);
            case "avg" when Nodes.Children(function).Count == 1:
                return Of(Nodes.Children(function)[0], depth + 1) switch
                {
                    ExpressionKind.Integer or ExpressionKind.Double => ExpressionKind.Double,
                    var kind => kind,
                };
            case "trino_avg_decimal":
                return ExpressionKind.Decimal;
            case "cast_to_type" or "date_trunc" or "trino_date_trunc":
                return Of(Nodes.Children(function)[1], depth + 1);
            case "trino_date_add":
                return Of(Nodes.Children(function)[2], depth + 1);
            case "||":
                var parts = Nodes.Children(function).Select(part => Of(part, depth + 1)).ToList();
                return parts.Contains(ExpressionKind.Array) ? ExpressionKind.Array : parts.Contains(ExpressionKind.Text) ? ExpressionKind.Text : ExpressionKind.Unknown;
            default:
                return Functions.TryGetValue(name, out var own) ? own : functions(name);
        }
    }

    // One of several values.
    private ExpressionKind OfAny(IEnumerable<JsonNode?> values, int depth)
    {
        var kinds = values.Select(value => Of(value, depth + 1)).Where(kind => kind != ExpressionKind.Null).Distinct().ToList();
        return kinds.Count == 1 ? kinds[0] : kinds.Count > 0 && kinds.TrueForAll(IsNumber) ? kinds.Max() : ExpressionKind.Unknown;
    }

    private ExpressionKind OfArithmetic(JsonObject function, int depth)
    {
        var kinds = Nodes.Children(function).Take(2).Select(child => Of(child, depth + 1)).ToList();
        return kinds.Contains(ExpressionKind.Unknown) ? kinds.Contains(ExpressionKind.Double) && kinds.Count == 2 ? ExpressionKind.Double
                : kinds.Contains(ExpressionKind.Interval) && Nodes.FunctionName(function) is "*" or "/" ? ExpressionKind.Interval
                : ExpressionKind.Unknown
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
    public static ExpressionKind OfType(JsonNode? type) => OfName(type?["id"]?.GetValue<string>() ?? "");

    private static ExpressionKind OfName(string engineType) => engineType switch
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
