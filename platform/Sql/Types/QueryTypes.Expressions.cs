using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Expressions, each after its parts.</summary>
internal sealed partial class QueryTypes
{
    /// <summary>Expressions somewhere below a part of the tree that is none itself.</summary>
    private void Parts(JsonNode? part, TypeScope scope, TypeCte? ctes)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (part)
        {
            case JsonArray items:
                foreach (var item in items)
                {
                    Parts(item, scope, ctes);
                }

                break;
            case JsonObject node when Nodes.Class(node) is { Length: > 0 } kind && !(kind == "STAR" && node["expr"] is null):
                Expression(node, scope, ctes);
                break;
            case JsonObject node:
                foreach (var (_, child) in node)
                {
                    Parts(child, scope, ctes);
                }

                break;
        }
    }

    private ExpressionType Expression(JsonObject node, TypeScope scope, TypeCte? ctes)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return _types[node] = Nodes.Class(node) switch
        {
            "CONSTANT" => Typed(node["value"]?["type"]),
            "PARAMETER" => Parameter(node),
            "COLUMN_REF" => Column(node, scope),
            "CAST" => Cast(node, Expression(node["child"]!.AsObject(), scope, ctes)),
            "SUBQUERY" => Subquery(node, scope, ctes),
            "CASE" => Case(node, scope, ctes),
            "OPERATOR" => Operator(node, Children(node, scope, ctes)),
            "FUNCTION" or "WINDOW" => Call(node, scope, ctes),
            "STAR" or "POSITIONAL_REFERENCE" => All(node, scope, ctes),
            var other => Other(node, scope, ctes) with { Kind = other is "COMPARISON" or "CONJUNCTION" or "BETWEEN" ? ExpressionKind.Boolean : ExpressionKind.Unknown },
        };
    }

    private List<ExpressionType> Children(JsonObject node, TypeScope scope, TypeCte? ctes) => [.. Nodes.Children(node).Select(child => Expression(child!.AsObject(), scope, ctes))];

    private ExpressionType Parameter(JsonObject node) =>
        int.TryParse(Nodes.Text(node, "identifier"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= _session.Parameters.Count ? _session.Parameters[number - 1] : ExpressionType.Unknown;

    private ExpressionType Column(JsonObject node, TypeScope scope)
    {
        List<string> names = Names(node["column_names"]);
        var type = scope.Resolve(names);
        if (type is null or { Kind: ExpressionKind.Unknown } && names.Count == 1 && OfSession(AsciiNames.Lower(names[0])) is { } ofSession)
        {
            _ofSession.Add(node);
            type = ofSession;
        }

        if (type is { Kind: not ExpressionKind.Unknown } known && Nodes.Place(node) is var place and not ulong.MaxValue)
        {
            _columnKinds[place] = _columnKinds.TryGetValue(place, out var other) && other != known.Kind ? ExpressionKind.Unknown : known.Kind;
        }

        if (type is { IsPadded: true } && Nodes.Place(node) is var padded and not ulong.MaxValue)
        {
            _padded.Add(padded);
        }

        return type ?? ExpressionType.Unknown;
    }

    /// <summary>Whether a name is one of the session's time, such as <c>current_timestamp</c>, and not a column's.</summary>
    public bool IsOfSession(JsonObject column) => _ofSession.Contains(column);

    private ExpressionType? OfSession(string name) => name switch
    {
        "current_timestamp" => ExpressionType.Instant(_session.Zone, ThreeDigits),
        "localtimestamp" => new ExpressionType(ExpressionKind.Timestamp, Digits: ThreeDigits),
        "current_date" => new ExpressionType(ExpressionKind.Date),
        "current_time" => new ExpressionType(ExpressionKind.OffsetTime),
        "localtime" => new ExpressionType(ExpressionKind.Other),
        _ => null,
    };

    private ExpressionType Cast(JsonObject node, ExpressionType child)
    {
        var type = node["cast_type"]!;
        var precise = TypeGrammar.Precise(type.AsObject());
        var digits = precise?.Digits ?? Nodes.Text(type.AsObject(), "id") switch { "TIMESTAMP_S" => 0, "TIMESTAMP_MS" => ThreeDigits, _ => null };
        var kind = precise is { IsInstant: var isInstant } ? isInstant ? ExpressionKind.Instant : ExpressionKind.Timestamp : ExpressionKinds.OfType(type);
        var text = Nodes.TextConstant(node["child"]!.AsObject());
        switch (kind)
        {
            case ExpressionKind.Timestamp when digits is null && text is not null && TimestampText.ZoneOf(text) is { } zone:
                return ExpressionType.Instant(TimestampText.Shown(zone), TimestampText.DigitsOf(text));
            case ExpressionKind.Timestamp:
                return new ExpressionType(kind, Digits: digits ?? (text is not null ? TimestampText.DigitsOf(text) : null));
            case ExpressionKind.Instant:
                return ExpressionType.Instant(child.Kind switch
                {
                    ExpressionKind.Null => null,
                    ExpressionKind.Instant => child.Zone,
                    ExpressionKind.Date or ExpressionKind.Timestamp => _session.Zone,
                    ExpressionKind.Text when text is not null => TimestampText.ZoneOf(text) is { } zone ? TimestampText.Shown(zone) : _session.Zone,
                    ExpressionKind.Text => ExpressionType.TextZone,
                    _ => ExpressionType.Either(child.Zone, _session.Zone),
                }, digits);
            case ExpressionKind.Other when TimestampText.IsClock(node):
                return new ExpressionType(ExpressionKind.OffsetTime);
            case ExpressionKind.Array or ExpressionKind.Map or ExpressionKind.Other or ExpressionKind.Unknown:
                var makesInstants = type.ToJsonString().Contains("TIMESTAMP WITH TIME ZONE", StringComparison.Ordinal);
                return Typed(type) with { Zone = makesInstants ? ExpressionType.Either(child.Zone, _session.Zone) : child.Zone, IsPadded = TypeGrammar.Bounded(type.AsObject()) is (_, true) };
            default:
                return Typed(type);
        }
    }

    private ExpressionType Subquery(JsonObject node, TypeScope scope, TypeCte? ctes)
    {
        Parts(node["child"], scope, ctes);
        var result = Query(node["subquery"]!["node"]!.AsObject(), ctes, scope);
        return Nodes.Text(node, "subquery_type") switch
        {
            "SCALAR" => result is { Columns: [var only], Rest: null } ? only.Type : new ExpressionType(ExpressionKind.Unknown, TypeScope.ZoneOf([result])),
            _ => new ExpressionType(ExpressionKind.Boolean),
        };
    }

    private ExpressionType Case(JsonObject node, TypeScope scope, TypeCte? ctes)
    {
        var type = new ExpressionType(ExpressionKind.Null);
        foreach (var check in node["case_checks"]!.AsArray())
        {
            Expression(check!["when_expr"]!.AsObject(), scope, ctes);
            type = Common(type, Expression(check["then_expr"]!.AsObject(), scope, ctes));
        }

        return node["else_expr"] is JsonObject otherwise ? Common(type, Expression(otherwise, scope, ctes)) : type;
    }

    private ExpressionType Operator(JsonObject node, List<ExpressionType> children) => Nodes.Text(node, "type") switch
    {
        "OPERATOR_NOT" or "OPERATOR_IS_NULL" or "OPERATOR_IS_NOT_NULL" or "COMPARE_IN" or "COMPARE_NOT_IN" => new ExpressionType(ExpressionKind.Boolean),
        "OPERATOR_COALESCE" => children.Aggregate(Common),
        "OPERATOR_TRY" => children[0],
        "OPERATOR_NULLIF" => children[0],
        "ARRAY_CONSTRUCTOR" => OfArray(children),
        "ARRAY_EXTRACT" when children.Count == 2 => Subscript(node, children[0], children[1]),
        "STRUCT_EXTRACT" when children.Count == 2 && Nodes.TextConstant(Nodes.Child(node, 1)) is { } field => children[0].Field(field),
        "GROUPING_FUNCTION" => new ExpressionType(ExpressionKind.Integer),
        _ => new ExpressionType(ExpressionKind.Unknown, Zones(children)),
    };

    private ExpressionType Subscript(JsonObject node, ExpressionType of, ExpressionType subscript)
    {
        _subscripts[node] = (of, subscript);
        return of.IsArray ? of.OfItem
            : of.Kind == ExpressionKind.Map ? of.OfValue
            : of.Field(Nodes.IsInteger(Nodes.Child(node, 1)) ? (int)Nodes.Number(Nodes.Child(node, 1))! : 0);
    }

    private ExpressionType OfArray(List<ExpressionType> items) => ExpressionType.Array(items.Aggregate(new ExpressionType(ExpressionKind.Null), Common));

    // A type as it is written: integer, array(row(a date))
    private static ExpressionType Typed(JsonNode? type)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var kind = ExpressionKinds.OfType(type);
        var info = type?["type_info"];
        return type?["id"]?.GetValue<string>() switch
        {
            "LIST" or "ARRAY" when info?["child_type"] is JsonObject item => ExpressionType.Array(Typed(item)),
            "MAP" when info?["child_type"]?["type_info"]?["child_types"] is JsonArray { Count: 2 } both => ExpressionType.Map(Typed(both[0]!["second"]), Typed(both[1]!["second"])),
            "STRUCT" when info?["child_types"] is JsonArray fields => ExpressionType.Row([.. fields.Select(field => Typed(field!["second"]))], [.. fields.Select(field => Nodes.Text(field!.AsObject(), "first"))]),
            "FLOAT" => new ExpressionType(kind) { IsReal = true },
            _ => new ExpressionType(kind) { Size = DecimalSize.Of(type) },
        };
    }

    private ExpressionType All(JsonObject node, TypeScope scope, TypeCte? ctes)
    {
        foreach (var (_, child) in node)
        {
            Parts(child, scope, ctes);
        }

        return new ExpressionType(ExpressionKind.Unknown, TypeScope.ZoneOf(scope.Relations));
    }

    private ExpressionType Other(JsonObject node, TypeScope scope, TypeCte? ctes)
    {
        foreach (var (_, child) in node)
        {
            Parts(child, scope, ctes);
        }

        return ExpressionType.Unknown;
    }

    private static string? Zones(IEnumerable<ExpressionType> types) => types.Select(type => type.Zone).Aggregate((string?)null, ExpressionType.Either);
}
