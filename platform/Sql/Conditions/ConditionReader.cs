using System.Collections.Frozen;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Conditions;

/// <summary>Reads a condition of a query from the tree that libduckdb 1.5.6 makes of it (<c>json_serialize_sql</c>). Pure.</summary>
public sealed class ConditionReader
{
    // As deep as a person writes; no deeper than the stack.
    private const int MaxDepth = 50;

    // A table's name, a column's, and those of fields in structs.
    private const int MaxNames = 10;

    private static readonly FrozenDictionary<string, (PredicateTest Test, PredicateTest Turned, PredicateTest Opposite)> Comparisons = new Dictionary<string, (PredicateTest, PredicateTest, PredicateTest)>(StringComparer.Ordinal)
    {
        ["COMPARE_EQUAL"] = (PredicateTest.Equal, PredicateTest.Equal, PredicateTest.NotEqual),
        ["COMPARE_NOTEQUAL"] = (PredicateTest.NotEqual, PredicateTest.NotEqual, PredicateTest.Equal),
        ["COMPARE_LESSTHAN"] = (PredicateTest.Less, PredicateTest.Greater, PredicateTest.GreaterOrEqual),
        ["COMPARE_LESSTHANOREQUALTO"] = (PredicateTest.LessOrEqual, PredicateTest.GreaterOrEqual, PredicateTest.Greater),
        ["COMPARE_GREATERTHAN"] = (PredicateTest.Greater, PredicateTest.Less, PredicateTest.LessOrEqual),
        ["COMPARE_GREATERTHANOREQUALTO"] = (PredicateTest.GreaterOrEqual, PredicateTest.LessOrEqual, PredicateTest.Less),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Each value is validated against each file.
    private int _valuesLeft = 200;

    private ConditionReader()
    {
    }

    /// <summary>Reads the condition of a SELECT's WHERE.</summary>
    /// <param name="tree">The tree of the SELECT; of a text that is none nothing is known.</param>
    public static RowCondition Read(ReadOnlyMemory<byte> tree) =>
        QueryTree.Read(tree) is var read && read.ContainsKey("statements") && QueryTree.Query(read).Where is { } where ? Read(where) : RowCondition.Unknown;

    /// <summary>Reads an expression as the condition of a WHERE.</summary>
    internal static RowCondition Read(ExpressionNode expression) => new ConditionReader().Read(expression, isNegated: false, MaxDepth);

    // A row passes where its condition is true; negated, where it is false. Where it is null the row passes neither.
    private RowCondition Read(ExpressionNode expression, bool isNegated, int depth)
    {
        var kind = expression.Type;
        return depth == 0 ? RowCondition.Unknown : expression.Kind switch
        {
            "CONJUNCTION" when kind is "CONJUNCTION_AND" or "CONJUNCTION_OR" => Joined(expression, isAnd: kind == "CONJUNCTION_AND" ^ isNegated, isNegated, depth),
            "OPERATOR" when kind == "OPERATOR_NOT" => Read(expression.Children[0], !isNegated, depth - 1),
            "OPERATOR" => Operator(kind, expression.Children, isNegated),
            "COMPARISON" => Comparison(kind, expression.Left, expression.Right, isNegated),
            "BETWEEN" when kind == "COMPARE_BETWEEN" => Between(expression, isNegated),
            "FUNCTION" => Function(expression, isNegated),
            "COLUMN_REF" => Test(expression, PredicateTest.Equal, [new SqlConstant("BOOLEAN", isNegated ? "false" : "true")]),
            _ => RowCondition.Unknown,
        };
    }

    private RowCondition Joined(ExpressionNode expression, bool isAnd, bool isNegated, int depth)
    {
        var conditions = expression.Children.Select(child => Read(child, isNegated, depth - 1));
        return isAnd ? RowCondition.All(conditions) : RowCondition.Any(conditions);
    }

    private RowCondition Operator(string kind, IReadOnlyList<ExpressionNode> children, bool isNegated) => kind switch
    {
        "COMPARE_IN" => Test(children[0], isNegated ? PredicateTest.NotIn : PredicateTest.In, Constants(children.Skip(1))),
        "COMPARE_NOT_IN" => Test(children[0], isNegated ? PredicateTest.In : PredicateTest.NotIn, Constants(children.Skip(1))),
        "OPERATOR_IS_NULL" => Test(children[0], isNegated ? PredicateTest.NotNull : PredicateTest.IsNull, []),
        "OPERATOR_IS_NOT_NULL" => Test(children[0], isNegated ? PredicateTest.IsNull : PredicateTest.NotNull, []),
        _ => RowCondition.Unknown,
    };

    private RowCondition Comparison(string kind, ExpressionNode left, ExpressionNode right, bool isNegated)
    {
        var isTurned = Column(left) is null;
        var (column, value) = isTurned ? (right, left) : (left, right);
        if (kind is "COMPARE_DISTINCT_FROM" or "COMPARE_NOT_DISTINCT_FROM")
        {
            return Distinct(column, value, isDistinct: kind == "COMPARE_DISTINCT_FROM" ^ isNegated);
        }

        if (!Comparisons.TryGetValue(kind, out var tests))
        {
            return RowCondition.Unknown;
        }

        var test = isNegated ? tests.Opposite : tests.Test;
        return Test(column, isTurned ? Comparisons.Values.First(each => each.Test == test).Turned : test, Constants([value]));
    }

    // Null is a value like others here: IS DISTINCT FROM 5 is true of it.
    private RowCondition Distinct(ExpressionNode column, ExpressionNode value, bool isDistinct) => (SqlConstant.IsNull(value), isDistinct) switch
    {
        (true, true) => Test(column, PredicateTest.NotNull, []),
        (true, false) => Test(column, PredicateTest.IsNull, []),
        (false, true) => RowCondition.Any([Test(column, PredicateTest.NotEqual, Constants([value])), Test(column, PredicateTest.IsNull, [])]),
        (false, false) => Test(column, PredicateTest.Equal, Constants([value])),
    };

    private RowCondition Between(ExpressionNode expression, bool isNegated)
    {
        var (input, from, to) = expression.Between;
        if (Constants([from, to]) is not [var lower, var upper] both)
        {
            return RowCondition.Unknown;
        }

        return isNegated
            ? RowCondition.Any([End(PredicateTest.Less, lower), End(PredicateTest.Greater, upper)])
            : RowCondition.All([End(PredicateTest.GreaterOrEqual, lower), End(PredicateTest.LessOrEqual, upper)]);

        RowCondition End(PredicateTest test, SqlConstant value) => Test(input, test, [value]) is ColumnCondition one ? one with { AllConstants = both } : RowCondition.Unknown;
    }

    private RowCondition Function(ExpressionNode function, bool isNegated)
    {
        var children = function.Children;
        return (function.FunctionName, children.Count) switch
        {
            ("~~", 2) => Like(children[0], children[1], isNegated),
            ("!~~", 2) => Like(children[0], children[1], !isNegated),
            ("starts_with" or "prefix" or "^@", 2) => Test(children[0], isNegated ? PredicateTest.NotStartsWith : PredicateTest.StartsWith, Constants([children[1]])),
            ("isnan", 1) => Test(children[0], isNegated ? PredicateTest.NotNaN : PredicateTest.IsNaN, []),
            _ => RowCondition.Unknown,
        };
    }

    // Without an ESCAPE of its own the engine has none.
    private RowCondition Like(ExpressionNode column, ExpressionNode pattern, bool isNegated)
    {
        if (Constants([pattern]) is not [{ Type: "VARCHAR" or SqlConstant.Text } text])
        {
            return RowCondition.Unknown;
        }

        var end = text.Written.AsSpan().IndexOfAny('%', '_');
        var isPrefix = end >= 0 && text.Written.AsSpan(end).TrimStart('%').IsEmpty;
        return (end, isNegated) switch
        {
            ( < 0, _) => Test(column, isNegated ? PredicateTest.NotEqual : PredicateTest.Equal, [text]),
            (_, true) when !isPrefix => RowCondition.Unknown,
            _ => Test(column, isNegated ? PredicateTest.NotStartsWith : PredicateTest.StartsWith, [text with { Written = text.Written[..end] }]),
        };
    }

    private IReadOnlyList<SqlConstant>? Constants(IEnumerable<ExpressionNode> expressions)
    {
        var constants = new List<SqlConstant>();
        foreach (var expression in expressions)
        {
            if (--_valuesLeft < 0 || SqlConstant.Read(expression) is not { } constant)
            {
                return null;
            }

            constants.Add(constant);
        }

        return constants;
    }

    private static RowCondition Test(ExpressionNode expression, PredicateTest test, IReadOnlyList<SqlConstant>? values)
    {
        // IS TRUE casts its column. A cast of any other use, or one that makes null of what does not fit, compares other values than the column's.
        var isItsValue = expression.Kind == "COLUMN_REF" || (values is { Count: > 0 } && values.All(value => value.Type == "BOOLEAN"));
        return values is not null && isItsValue && Column(expression) is { } column && column.Names is { Count: > 0 and <= MaxNames } names
            ? new ColumnCondition(names, test, values) { Place = column.Place is var place and not ulong.MaxValue ? place : null }
            : RowCondition.Unknown;
    }

    // A cast to another type than BOOLEAN will not be understood.
    private static ExpressionNode? Column(ExpressionNode expression) => expression.Kind switch
    {
        "COLUMN_REF" => expression,
        "CAST" when !expression.IsTryCast && Nodes.Text(expression.CastType, "id") == "BOOLEAN" && expression.Child is { Kind: "COLUMN_REF" } child => child,
        _ => null,
    };
}
