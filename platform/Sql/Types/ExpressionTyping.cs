using System.Runtime.CompilerServices;
using MeshStarter.Platform.Sql.Scopes;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Types;

/// <summary>Finds the types of expressions, each after its parts. Pure.</summary>
internal sealed class ExpressionTyping
{
    private readonly QueryTyping _queries;
    private readonly QueryTypes _found;
    private readonly DialectSession _session;
    private readonly Func<string, bool> _isAggregate;
    private readonly CallTyping _calls;

    /// <param name="queries">Finds the types of subqueries.</param>
    /// <param name="found">Takes what is found.</param>
    /// <param name="session">The session, with the types of parameters.</param>
    /// <param name="isAggregate">Whether a function is an aggregate.</param>
    public ExpressionTyping(QueryTyping queries, QueryTypes found, DialectSession session, Func<string, bool> isAggregate)
    {
        (_queries, _found, _session, _isAggregate) = (queries, found, session, isAggregate);
        _calls = new CallTyping(found, session);
    }

    /// <summary>The type of an expression.</summary>
    public ExpressionType Of(ExpressionNode node, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return _found.Add(node, node.Kind switch
        {
            "CONSTANT" => CastTyping.Written(node.Value["type"]),
            "PARAMETER" => ExpressionType.Unknown with { Shape = ColumnShapes.Untyped },
            "COLUMN_REF" => Column(node, scope),
            "CAST" => CastTyping.Of(node, Of(node.Child!.Value, scope, ctes), _session.Zone),
            "SUBQUERY" => Subquery(node, scope, ctes),
            "CASE" => Case(node, scope, ctes),
            "OPERATOR" => Operator(node, Children(node, scope, ctes)),
            "FUNCTION" or "WINDOW" => Call(node, scope, ctes),
            "STAR" or "POSITIONAL_REFERENCE" => Other(node, scope, ctes) with { Zone = QueryRelation<ExpressionType>.Together("", scope.Relations).Any.Zone },
            var other => Other(node, scope, ctes) with { Kind = other is "COMPARISON" or "CONJUNCTION" or "BETWEEN" ? ExpressionKind.Boolean : ExpressionKind.Unknown },
        });
    }

    private void Parts(IEnumerable<ExpressionNode?> parts, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes)
    {
        foreach (var part in parts.OfType<ExpressionNode>())
        {
            if (part.Kind == "STAR" && !part.IsChoice)
            {
                Parts([.. part.Parts], scope, ctes);
            }
            else
            {
                Of(part, scope, ctes);
            }
        }
    }

    private List<ExpressionType> Children(ExpressionNode node, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes) => [.. node.Children.Select(child => Of(child, scope, ctes))];

    private ExpressionType Column(ExpressionNode node, QueryScope<ExpressionType> scope)
    {
        var names = node.Names;
        var type = scope.Resolve(names);
        if (scope.IsOwnAlias(names))
        {
            _found.AddOwnAlias(node);
        }

        if (scope.IsAmbiguous(names))
        {
            _found.AddAmbiguous(node);
        }

        if (type is null or { Kind: ExpressionKind.Unknown } && names.Count == 1 && OfSession(AsciiNames.Lower(names[0])) is { } ofSession)
        {
            _found.AddOfSession(node);
            type = ofSession;
        }
        else if (type is null && Unnumbered(names) is { } repeated && scope.IsAmbiguous(repeated))
        {
            _found.AddNumbered(node);
        }

        var known = type ?? ExpressionType.Unknown;
        _found.AddColumn(node, known);
        return known;
    }

    // t.total of t.total_1
    private static IReadOnlyList<string>? Unnumbered(IReadOnlyList<string> names)
    {
        var name = names[^1].AsSpan().TrimEnd("0123456789");
        return name.Length < names[^1].Length && name is [.. var own, '_'] ? [.. names.SkipLast(1), own.ToString()] : null;
    }

    private ExpressionType? OfSession(string name) => name switch
    {
        "current_timestamp" => ExpressionType.Instant(_session.Zone, CastTyping.Milliseconds),
        "localtimestamp" => new ExpressionType(ExpressionKind.Timestamp, Digits: CastTyping.Milliseconds),
        "current_date" => new ExpressionType(ExpressionKind.Date),
        "current_time" => new ExpressionType(ExpressionKind.OffsetTime),
        "localtime" => new ExpressionType(ExpressionKind.Other),
        _ => null,
    };

    private ExpressionType Subquery(ExpressionNode node, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes)
    {
        Parts([node.Child], scope.FromFirst, ctes);
        var result = _queries.Query(node.Subquery, ctes, scope);
        return node.SubqueryKind switch
        {
            "SCALAR" => result is { Columns: [var only], IsComplete: true } ? only.Known : new ExpressionType(ExpressionKind.Unknown, result.Any.Zone),
            _ => new ExpressionType(ExpressionKind.Boolean),
        };
    }

    private ExpressionType Case(ExpressionNode node, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes)
    {
        var type = new ExpressionType(ExpressionKind.Null);
        foreach (var (when, then) in node.Checks)
        {
            Of(when, scope, ctes);
            type = _queries.Common(type, Of(then, scope, ctes));
        }

        return node.Else is { } otherwise ? _queries.Common(type, Of(otherwise, scope, ctes)) : type;
    }

    private ExpressionType Operator(ExpressionNode node, List<ExpressionType> children) => node.Type switch
    {
        "OPERATOR_NOT" or "OPERATOR_IS_NULL" or "OPERATOR_IS_NOT_NULL" or "COMPARE_IN" or "COMPARE_NOT_IN" => new ExpressionType(ExpressionKind.Boolean),
        "OPERATOR_COALESCE" => children.Aggregate(_queries.Common),
        "OPERATOR_TRY" or "OPERATOR_NULLIF" or "ARRAY_SLICE" => children[0],
        "ARRAY_CONSTRUCTOR" => OfArray(children),
        "ARRAY_EXTRACT" when children.Count == 2 => Subscript(node, children[0], children[1]),
        "STRUCT_EXTRACT" when children.Count == 2 && node.Children[1].TextConstant is { } field => children[0].Field(field),
        "GROUPING_FUNCTION" => new ExpressionType(ExpressionKind.Integer),
        _ => new ExpressionType(ExpressionKind.Unknown, ExpressionType.ZoneOf(children)),
    };

    private ExpressionType Subscript(ExpressionNode node, ExpressionType of, ExpressionType subscript)
    {
        _found.AddSubscript(node, of, subscript);
        return of.IsArray ? of.OfItem
            : of.Kind == ExpressionKind.Map ? of.OfValue
            : of.Field(node.Children[1].WholeNumber ?? 0);
    }

    private ExpressionType OfArray(List<ExpressionType> items) => ExpressionType.Array(items.Aggregate(new ExpressionType(ExpressionKind.Null), _queries.Common));

    private ExpressionType Call(ExpressionNode node, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes)
    {
        scope = node.Kind == "FUNCTION" && node.CalledName is { } called && _isAggregate(called) ? scope.FromFirst : scope;
        var arguments = Arguments(node, scope, ctes);
        Parts([.. node.Clauses], scope, ctes);
        return _calls.Of(node, node.CalledName ?? "", arguments);
    }

    // Lambdas behind the others: their parameters have values of these.
    private List<ExpressionType> Arguments(ExpressionNode node, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes)
    {
        var children = node.Children;
        var types = children.Select(child => child.Kind == "LAMBDA" ? ExpressionType.Unknown : Of(child, scope, ctes)).ToList();
        var name = node.CalledName ?? "";
        var zone = ExpressionType.ZoneOf(types);
        for (var at = 0; at < children.Count; at++)
        {
            if (children[at].Kind == "LAMBDA")
            {
                var parameters = children[at].Parameters.Select((parameter, place) => new QueryColumn<ExpressionType>(parameter, NestedFunctions.OfParameter(name, types, at, place) is { Kind: not ExpressionKind.Unknown } known ? known : new ExpressionType(ExpressionKind.Unknown, zone))).ToList();
                types[at] = _found.Add(children[at], Of(children[at].Body, new QueryScope<ExpressionType>([new QueryRelation<ExpressionType>("", parameters)], scope), ctes));
            }
        }

        return types;
    }

    private ExpressionType Other(ExpressionNode node, QueryScope<ExpressionType> scope, QueryCte<ExpressionType>? ctes)
    {
        Parts([.. node.Parts], scope, ctes);
        return ExpressionType.Unknown;
    }
}
