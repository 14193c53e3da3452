using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Calls of functions.</summary>
internal sealed partial class QueryTypes
{
    /// <summary>Functions whose value is one of their first argument.</summary>
    private static readonly FrozenSet<string> OfFirst = FrozenSet.Create(
        StringComparer.Ordinal, "min", "max", "any_value", "arbitrary", "first", "last", "first_value", "last_value", "nth_value", "lag", "lead", "max_by", "min_by", "arg_max", "arg_min", "mode", "median",
        "approx_percentile", "approx_quantile", "quantile_disc", "nullif");

    private static readonly DecimalSize Bigint = new(19, 0);

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

        return OfCall(node, Nodes.FunctionName(node) ?? "", arguments);
    }

    // Lambdas behind the others: their parameters have values of these.
    private List<ExpressionType> Arguments(JsonObject node, TypeScope scope, TypeCte? ctes)
    {
        var children = Nodes.Children(node).Select(child => child!.AsObject()).ToList();
        var types = children.Select(child => Nodes.Class(child) == "LAMBDA" ? ExpressionType.Unknown : Expression(child, scope, ctes)).ToList();
        var name = Nodes.FunctionName(node) ?? "";
        var zone = Zones(types);
        for (var at = 0; at < children.Count; at++)
        {
            if (Nodes.Class(children[at]) == "LAMBDA")
            {
                var parameters = Nodes.Parameters(children[at]).Select((parameter, place) => new TypedColumn(parameter, NestedFunctions.OfParameter(name, types, at, place) is { Kind: not ExpressionKind.Unknown } known ? known : new ExpressionType(ExpressionKind.Unknown, zone))).ToList();
                types[at] = _types[children[at]] = Expression(children[at]["expr"]!.AsObject(), new TypeScope([new TypedRelation("", parameters)], scope), ctes);
            }
        }

        return types;
    }

    private ExpressionType OfCall(JsonObject node, string name, List<ExpressionType> arguments)
    {
        switch (name)
        {
            case "now" or "get_current_timestamp" or "transaction_timestamp" or "from_unixtime_nanos" or "to_timestamp" or "parse_datetime":
                return ExpressionType.Instant(_session.Zone, ThreeDigits);
            case "from_unixtime" or "make_timestamptz":
                return ExpressionType.Instant(arguments.Count == (name == "from_unixtime" ? 1 : 6) ? _session.Zone : ZoneOf(Nodes.Child(node, arguments.Count - 1)), ThreeDigits);
            case "timezone" or "at_timezone" or "with_timezone" when arguments.Count == 2:
                var value = arguments[name == "timezone" ? 1 : 0];
                return ExpressionType.Instant(ZoneOf(Nodes.Child(node, name == "timezone" ? 0 : 1)), value.Digits);
            case "from_iso8601_timestamp" when arguments.Count == 1:
                var text = Nodes.TextConstant(Nodes.Child(node, 0));
                return ExpressionType.Instant(text is null ? ExpressionType.TextZone : TimestampText.ZoneOf(text) is { } zone ? TimestampText.Shown(zone) : _session.Zone, ThreeDigits);
            case "timezone" when arguments.Count == 1:
                return new ExpressionType(ExpressionKind.Text);
            case "array_union" or "array_intersect" or "concat" or "||" when arguments.Count > 0 && arguments.TrueForAll(argument => argument.IsArray):
                return arguments.Aggregate(Common);
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
            case "*" or "/" or "%" when arguments.Count == 2 && ExpressionKinds.IsNumber(arguments[0].Kind) && ExpressionKinds.IsNumber(arguments[1].Kind):
                return OfNumbers(name, arguments[0], arguments[1]);
            case "sum" when arguments is [{ Size: { } size }] && arguments[0].Kind is ExpressionKind.Decimal or ExpressionKind.Integer:
                return arguments[0] with { Size = arguments[0].Kind == ExpressionKind.Decimal ? size with { Precision = DecimalSize.MaxPrecision } : Bigint };
            case "count" or "count_star" or "count_if" or "cardinality" or "length":
                return new ExpressionType(ExpressionKind.Integer) { Size = Bigint };
            case "sum" or "avg" or "abs" or "-" or "round" or "ceil" or "ceiling" or "floor" or "truncate" when arguments is [{ IsReal: true }, ..]:
            case "abs" or "-" when arguments is [{ Size: not null }]:
            case "avg" when arguments is [{ Kind: ExpressionKind.Decimal }]:
                return arguments[0];
            case var _ when NestedFunctions.Of(node, name, arguments) is { } nested:
                return nested;
            case var _ when OfFirst.Contains(name) && arguments.Count > 0:
                return arguments[0];
            default:
                var kind = _kinds.Of(node) is var known and not ExpressionKind.Unknown ? known : ColumnShapes.IsMap(node) ? ExpressionKind.Map : ExpressionKinds.OfName(name);
                return new ExpressionType(kind, ExpressionKinds.HasNoInstants(kind) || ZoneFunctions.WithoutZone.Contains(name) || ZoneFunctions.OfClocks.Contains(name) ? null : Zones(arguments));
        }
    }

    private static ExpressionType OfSum(string name, ExpressionType one, ExpressionType other) => (one.Kind, other.Kind) switch
    {
        (var a, var b) when ExpressionKinds.IsTime(a) && ExpressionKinds.IsTime(b) => new ExpressionType(ExpressionKind.Interval),
        (var a, _) when ExpressionKinds.IsTime(a) => one with { Digits = one.Kind == ExpressionKind.Date ? null : Math.Max(one.Digits ?? SixDigits, ThreeDigits) },
        (_, var b) when ExpressionKinds.IsTime(b) && name == "+" => other with { Digits = other.Kind == ExpressionKind.Date ? null : Math.Max(other.Digits ?? SixDigits, ThreeDigits) },
        (ExpressionKind.Interval, ExpressionKind.Interval) => new ExpressionType(ExpressionKind.Interval),
        (var a, var b) when ExpressionKinds.IsNumber(a) && ExpressionKinds.IsNumber(b) => OfNumbers(name, one, other),
        _ => new ExpressionType(ExpressionKind.Unknown, ExpressionType.Either(one.Zone, other.Zone)),
    };

    private static ExpressionType OfNumbers(string operation, ExpressionType one, ExpressionType other)
    {
        var kind = one.Kind > other.Kind ? one.Kind : other.Kind;
        return new ExpressionType(kind)
        {
            IsReal = ExpressionType.OfReals(one, other),
            Size = kind == ExpressionKind.Decimal ? DecimalSize.Of(operation, one.Size, other.Size) : kind == ExpressionKind.Integer ? DecimalSize.Common(one.Size, other.Size) : null,
        };
    }

    // The zone that a text constant names.
    private static string ZoneOf(JsonObject node) => Nodes.TextConstant(node) is { } zone ? TimestampText.Shown(zone) : ExpressionType.AnyZone;
}
