using System.Collections.Frozen;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Finds the types of calls of functions and operators from those of their arguments. Pure.</summary>
/// <param name="found">What was found of the arguments.</param>
/// <param name="session">The session, with its zone.</param>
internal sealed class CallTyping(QueryTypes found, DialectSession session)
{
    private const int Milliseconds = CastTyping.Milliseconds;
    private const int Microseconds = 6;

    /// <summary>Functions whose value is one of their first argument.</summary>
    private static readonly FrozenSet<string> OfFirst = FrozenSet.Create(
        StringComparer.Ordinal, "min", "max", "any_value", "arbitrary", "first", "last", "first_value", "last_value", "nth_value", "lag", "lead", "max_by", "min_by", "arg_max", "arg_min", "mode", "median",
        "approx_percentile", "approx_quantile", "quantile_disc", "nullif");

    private static readonly DecimalSize Bigint = new(19, 0);

    /// <summary>The type of a call.</summary>
    /// <param name="node">The call.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">The types of its arguments; of a lambda that of its value.</param>
    public ExpressionType Of(ExpressionNode node, string name, List<ExpressionType> arguments)
    {
        switch (name)
        {
            case "now" or "get_current_timestamp" or "transaction_timestamp" or "from_unixtime_nanos" or "to_timestamp" or "parse_datetime":
                return ExpressionType.Instant(session.Zone, Milliseconds);
            case "from_unixtime" or "make_timestamptz":
                return ExpressionType.Instant(arguments.Count == (name == "from_unixtime" ? 1 : 6) ? session.Zone : ZoneOf(node.Children[arguments.Count - 1]), Milliseconds);
            case "timezone" or "at_timezone" or "with_timezone" when arguments.Count == 2:
                var value = arguments[name == "timezone" ? 1 : 0];
                return ExpressionType.Instant(ZoneOf(node.Children[name == "timezone" ? 0 : 1]), value.Digits);
            case "from_iso8601_timestamp" when arguments.Count == 1:
                var text = node.Children[0].TextConstant;
                return ExpressionType.Instant(text is null ? ExpressionType.TextZone : TimestampText.ZoneOf(text) is { } zone ? TimestampText.Shown(zone) : session.Zone, Milliseconds);
            case "timezone" when arguments.Count == 1:
                return new ExpressionType(ExpressionKind.Text);
            case "to_months" or "to_years":
            case "+" or "-" when arguments.Count > 0 && arguments.TrueForAll(argument => argument.Shape == ColumnShapes.Months):
            case "sum" or "avg" when arguments is [{ Shape: ColumnShapes.Months }]:
            case "*" when arguments is [{ Shape: ColumnShapes.Months }, _] or [_, { Shape: ColumnShapes.Months }]:
                return new ExpressionType(ExpressionKind.Interval) { Shape = ColumnShapes.Months };
            case "list_value":
                return ExpressionType.Array(arguments.Aggregate(new ExpressionType(ExpressionKind.Null), Common));
            case "array_union" or "array_intersect" or "concat" or "||" when arguments.Count > 0 && arguments.TrueForAll(argument => argument.IsArray):
                return arguments.Aggregate(Common);
            case "date_parse":
                return new ExpressionType(ExpressionKind.Timestamp, Digits: Milliseconds);
            case "date_trunc" when arguments.Count == 2:
                return arguments[1];
            case "date_add" when arguments.Count == 3:
                return arguments[2];
            case "greatest" or "least" or "ifnull" or "coalesce" when arguments.Count > 0:
                return arguments.Aggregate(Common);
            case "lag" or "lead" when node.Default is { } otherwise && arguments.Count > 0:
                return Common(arguments[0], found.Of(otherwise.Node));
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
            case "truncate" when arguments is [{ Kind: ExpressionKind.Decimal }, _]:
                return arguments[0];
            case "round" when arguments is [{ Kind: ExpressionKind.Decimal, Size: { } digits }, _]:
                return arguments[0] with { Size = digits with { Precision = Math.Min(DecimalSize.MaxPrecision, digits.Precision + 1) } };
            case var _ when NestedFunctions.Of(node, name, arguments) is { } nested:
                return nested;
            case var _ when OfFirst.Contains(name) && arguments.Count > 0:
                return arguments[0];
            default:
                var kind = found.Kinds.Of(node.Node);
                return new ExpressionType(kind, ExpressionKinds.HasNoInstants(kind) || ZoneFunctions.WithoutZone.Contains(name) || ZoneFunctions.OfClocks.Contains(name) ? null : ExpressionType.ZoneOf(arguments));
        }
    }

    private ExpressionType Common(ExpressionType one, ExpressionType other) => ExpressionType.Common(one, other, session.Zone);

    private static ExpressionType OfSum(string name, ExpressionType one, ExpressionType other) => (one.Kind, other.Kind) switch
    {
        (var a, var b) when ExpressionKinds.IsTime(a) && ExpressionKinds.IsTime(b) => new ExpressionType(ExpressionKind.Interval),
        (var a, _) when ExpressionKinds.IsTime(a) => OfTime(one),
        (_, var b) when ExpressionKinds.IsTime(b) && name == "+" => OfTime(other),
        (ExpressionKind.Interval, ExpressionKind.Interval) => new ExpressionType(ExpressionKind.Interval),
        (var a, var b) when ExpressionKinds.IsNumber(a) && ExpressionKinds.IsNumber(b) => OfNumbers(name, one, other),
        _ => new ExpressionType(ExpressionKind.Unknown, ExpressionType.Either(one.Zone, other.Zone)),
    };

    private static ExpressionType OfTime(ExpressionType time) => time with { Digits = time.Kind == ExpressionKind.Date ? null : Math.Max(time.Digits ?? Microseconds, Milliseconds) };

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
    private static string ZoneOf(ExpressionNode node) => node.TextConstant is { } zone ? TimestampText.Shown(zone) : ExpressionType.AnyZone;
}
