using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Dialect;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Calls of functions.</summary>
internal sealed partial class QueryTypes
{
    /// <summary>Functions whose value is one of their first argument.</summary>
    private static readonly FrozenSet<string> OfFirst = FrozenSet.Create(
        StringComparer.Ordinal, "min", "max", "any_value", "arbitrary", "first", "last", "first_value", "last_value", "nth_value", "lag", "lead", "max_by", "min_by", "arg_max", "arg_min", "mode", "median",
        "approx_percentile", "approx_quantile", "quantile_disc", "nullif");

    private ExpressionType Call(JsonObject node, TypeScope scope, TypeCte? ctes)
    {
        var arguments = Arguments(node, scope, ctes);
        foreach (var (member, part) in node)
        {
            if (member != "children")
            {
                Parts(part, scope, ctes);
            }
        }

        return OfCall(node, DialectNodes.FunctionName(node) ?? "", arguments);
    }

    // Lambdas behind the others: their parameters have values of these.
    private List<ExpressionType> Arguments(JsonObject node, TypeScope scope, TypeCte? ctes)
    {
        var children = DialectNodes.Children(node).Select(child => child!.AsObject()).ToList();
        var types = children.Select(child => DialectNodes.Class(child) == "LAMBDA" ? ExpressionType.Unknown : Expression(child, scope, ctes)).ToList();
        var name = DialectNodes.FunctionName(node) ?? "";
        var zone = Zones(types);
        for (var at = 0; at < children.Count; at++)
        {
            if (DialectNodes.Class(children[at]) == "LAMBDA")
            {
                var parameters = DialectRewriter.Parameters(children[at]).Select((parameter, place) => new TypedColumn(parameter, OfParameter(name, types, at, place) is { Kind: not ExpressionKind.Unknown } known ? known : new ExpressionType(ExpressionKind.Unknown, zone))).ToList();
                types[at] = _types[children[at]] = Expression(children[at]["expr"]!.AsObject(), new TypeScope([new TypedRelation("", parameters)], scope), ctes);
            }
        }

        return types;
    }

    // x -> …, (state, x) -> …, (x, y) -> …
    private static ExpressionType OfParameter(string function, List<ExpressionType> arguments, int lambda, int place) => function switch
    {
        "reduce" when lambda == 2 => place == 0 ? arguments[1] : arguments[0].OfItem,
        "zip_with" when place < 2 => arguments[place].OfItem,
        _ when place == 0 && lambda == 1 => arguments[0].OfItem,
        _ => ExpressionType.Unknown,
    };

    private ExpressionType OfCall(JsonObject node, string name, List<ExpressionType> arguments)
    {
        switch (name)
        {
            case "now" or "get_current_timestamp" or "transaction_timestamp" or "from_unixtime_nanos" or "to_timestamp" or "parse_datetime":
                return ExpressionType.Instant(_session.Zone, ThreeDigits);
            case "from_unixtime" or "make_timestamptz":
                return ExpressionType.Instant(arguments.Count == (name == "from_unixtime" ? 1 : 6) ? _session.Zone : ZoneOf(DialectNodes.Child(node, arguments.Count - 1)), ThreeDigits);
            case "timezone" or "at_timezone" or "with_timezone" when arguments.Count == 2:
                var value = arguments[name == "timezone" ? 1 : 0];
                return ExpressionType.Instant(ZoneOf(DialectNodes.Child(node, name == "timezone" ? 0 : 1)), value.Digits);
            case "from_iso8601_timestamp" when arguments.Count == 1:
                var text = DialectNodes.TextConstant(DialectNodes.Child(node, 0));
                return ExpressionType.Instant(text is null ? ExpressionType.TextZone : TimestampText.ZoneOf(text) is { } zone ? TimestampText.Shown(zone) : _session.Zone, ThreeDigits);
            case "timezone" when arguments.Count == 1:
                return new ExpressionType(ExpressionKind.Text);
            case "array_agg" or "list" when arguments.Count == 1:
                return new ExpressionType(_kinds.Of(node), arguments[0].Zone, Item: arguments[0].Kind);
            case "transform" or "list_transform" or "zip_with" when arguments.Count > 1:
                return new ExpressionType(_kinds.Of(node) == ExpressionKind.Rows ? ExpressionKind.Rows : ExpressionKind.Array, Zones(arguments), Item: arguments[^1].Kind);
            case "filter" or "slice" or "array_sort" or "array_distinct" or "array_remove" or "trim_array" or "shuffle" or "list_filter" or "array_except" when arguments is [{ Kind: ExpressionKind.Array }, ..]:
                return arguments[0];
            case "array_union" or "array_intersect" or "concat" or "||" when arguments.Count > 0 && arguments.TrueForAll(argument => argument.Kind == ExpressionKind.Array):
                return arguments.Aggregate(Common);
            case "array_max" or "array_min" or "element_at" or "list_element" or "array_extract" when arguments is [{ Kind: ExpressionKind.Array } array, ..]:
                return array.OfItem;
            case "date_parse":
                return new ExpressionType(ExpressionKind.Timestamp, Digits: ThreeDigits);
            case "date_trunc" when arguments.Count == 2:
                return arguments[1];
            case "date_add" when arguments.Count == 3:
                return arguments[2];
            case "greatest" or "least" or "ifnull" or "coalesce" when arguments.Count > 0:
                return arguments.Aggregate(Common);
            case "lag" or "lead" when node["default_expr"] is JsonObject otherwise && arguments.Count > 0:
                return Common(arguments[0], Of(otherwise));
            case "+" or "-" when arguments.Count == 2:
                return OfSum(name, arguments[0], arguments[1]);
            case var _ when OfFirst.Contains(name) && arguments.Count > 0:
                return name is "min" or "max" && arguments.Count > 1 ? new ExpressionType(ExpressionKind.Array, arguments[0].Zone) : arguments[0];
            default:
                var kind = _kinds.Of(node) is var known and not ExpressionKind.Unknown ? known : ColumnShapes.IsMap(node) ? ExpressionKind.Map : ExpressionKinds.OfName(name);
                return new ExpressionType(kind, HasNoInstants(kind) || ZoneFunctions.WithoutZone.Contains(name) || ZoneFunctions.OfClocks.Contains(name) ? null : Zones(arguments));
        }
    }

    private static ExpressionType OfSum(string name, ExpressionType one, ExpressionType other) => (one.Kind, other.Kind) switch
    {
        (var a, var b) when ExpressionKinds.IsTime(a) && ExpressionKinds.IsTime(b) => new ExpressionType(ExpressionKind.Interval),
        (var a, _) when ExpressionKinds.IsTime(a) => one with { Digits = one.Kind == ExpressionKind.Date ? null : Math.Max(one.Digits ?? SixDigits, ThreeDigits) },
        (_, var b) when ExpressionKinds.IsTime(b) && name == "+" => other with { Digits = other.Kind == ExpressionKind.Date ? null : Math.Max(other.Digits ?? SixDigits, ThreeDigits) },
        (ExpressionKind.Interval, ExpressionKind.Interval) => new ExpressionType(ExpressionKind.Interval),
        (var a, var b) when ExpressionKinds.IsNumber(a) && ExpressionKinds.IsNumber(b) => new ExpressionType(a > b ? a : b),
        _ => new ExpressionType(ExpressionKind.Unknown, ExpressionType.Either(one.Zone, other.Zone)),
    };

    private static bool HasNoInstants(ExpressionKind kind) =>
        kind is ExpressionKind.Boolean or ExpressionKind.Text or ExpressionKind.Date or ExpressionKind.Timestamp or ExpressionKind.Interval or ExpressionKind.Binary || ExpressionKinds.IsNumber(kind);

    // The zone that a text constant names.
    private static string ZoneOf(JsonObject node) => DialectNodes.TextConstant(node) is { } zone ? TimestampText.Shown(zone) : ExpressionType.AnyZone;
}
