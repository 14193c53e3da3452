using System.Collections.Frozen;
using System.Text.Json;

namespace MeshStarter.QueryProxy.Sql;

/// <summary>
/// Finds in a SELECT the conditions that every row of a table must fulfil: those of its WHERE that are joined by AND and speak of a table
/// of its FROM, which is the only one there or stands in inner joins. Whatever is not as simple is left out: it costs time, not rows. Pure.
/// </summary>
internal static class SelectConditions
{
    // As deep as a person writes; no deeper than the stack.
    private const int MaxDepth = 50;

    // Each value is held against each file.
    private const int MaxValues = 100;

    private static readonly FrozenDictionary<string, (ColumnTest Test, ColumnTest Turned)> Comparisons = new Dictionary<string, (ColumnTest, ColumnTest)>(StringComparer.Ordinal)
    {
        ["COMPARE_EQUAL"] = (ColumnTest.Equal, ColumnTest.Equal),
        ["COMPARE_LESSTHAN"] = (ColumnTest.Less, ColumnTest.Greater),
        ["COMPARE_LESSTHANOREQUALTO"] = (ColumnTest.LessOrEqual, ColumnTest.GreaterOrEqual),
        ["COMPARE_GREATERTHAN"] = (ColumnTest.Greater, ColumnTest.Less),
        ["COMPARE_GREATERTHANOREQUALTO"] = (ColumnTest.GreaterOrEqual, ColumnTest.LessOrEqual),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The conditions of each table, by where its name begins.</summary>
    /// <param name="select">A SELECT that was understood (<see cref="SqlTreeShapes"/>).</param>
    public static IEnumerable<(ulong Table, IReadOnlyList<ColumnCondition> Conditions)> Of(JsonElement select)
    {
        var where = select.GetProperty("where_clause");
        // A sample is taken before WHERE: of fewer files it would be another.
        if (where.ValueKind == JsonValueKind.Null || select.GetProperty("sample").ValueKind != JsonValueKind.Null)
        {
            return [];
        }

        var relations = new List<Relation>();
        if (!Relations(select.GetProperty("from_table"), isInner: true, relations, MaxDepth))
        {
            return [];
        }

        var conditions = new List<(string? Qualifier, ColumnCondition Condition)>();
        Conjuncts(where, conditions, MaxDepth);
        return conditions.Count == 0 ? [] : relations
            .Where(relation => relation.Offset is not null && relations.Count(other => AsciiNames.Comparer.Equals(other.Name, relation.Name)) == 1)
            .Select(relation => (relation.Offset!.Value, (IReadOnlyList<ColumnCondition>)
            [
                .. conditions.Where(condition => condition.Qualifier is { } qualifier ? AsciiNames.Comparer.Equals(qualifier, relation.Name) : relations.Count == 1)
                    .Select(condition => condition.Condition),
            ]))
            .Where(table => table.Item2.Count > 0);
    }

    /// <summary>What stands in FROM; false where it is too deep to tell.</summary>
    private static bool Relations(JsonElement table, bool isInner, List<Relation> relations, int depth)
    {
        var kind = table.GetProperty("type").GetString();
        var alias = table.GetProperty("alias").GetString()!;
        if (depth == 0)
        {
            return false;
        }

        if (kind == "JOIN")
        {
            var stays = isInner && alias.Length == 0 && table.GetProperty("sample").ValueKind == JsonValueKind.Null
                && table.GetProperty("join_type").GetString() == "INNER" && table.GetProperty("ref_type").GetString() is "REGULAR" or "CROSS";
            return Relations(table.GetProperty("left"), stays, relations, depth - 1) && Relations(table.GetProperty("right"), stays, relations, depth - 1);
        }

        var isPlain = isInner && kind == "BASE_TABLE" && table.GetProperty("sample").ValueKind == JsonValueKind.Null
            && table.GetProperty("column_name_alias").GetArrayLength() == 0;
        relations.Add(new Relation(
            alias.Length == 0 && kind == "BASE_TABLE" ? table.GetProperty("table_name").GetString()! : alias,
            isPlain && table.GetProperty("query_location").TryGetUInt64(out var offset) && offset != ulong.MaxValue ? offset : null));
        return true;
    }

    private static void Conjuncts(JsonElement expression, List<(string? Qualifier, ColumnCondition Condition)> found, int depth)
    {
        var kind = expression.GetProperty("type").GetString()!;
        if (kind == "CONJUNCTION_AND" && depth > 0)
        {
            foreach (var child in expression.GetProperty("children").EnumerateArray())
            {
                Conjuncts(child, found, depth - 1);
            }

            return;
        }

        var (column, test, values) = expression.GetProperty("class").GetString() switch
        {
            "COMPARISON" when Comparisons.TryGetValue(kind, out var tests) => Compared(expression, tests.Test, tests.Turned),
            "BETWEEN" when kind == "COMPARE_BETWEEN" => (expression.GetProperty("input"), ColumnTest.Between, [expression.GetProperty("lower"), expression.GetProperty("upper")]),
            "OPERATOR" when expression.GetProperty("children") is var children => kind switch
            {
                "COMPARE_IN" => (children[0], ColumnTest.In, [.. children.EnumerateArray().Skip(1)]),
                "OPERATOR_IS_NULL" => (children[0], ColumnTest.IsNull, []),
                "OPERATOR_IS_NOT_NULL" => (children[0], ColumnTest.NotNull, []),
                _ => default,
            },
            _ => ((JsonElement Column, ColumnTest Test, IReadOnlyList<JsonElement> Values))default,
        };
        if (column.ValueKind != JsonValueKind.Object || values.Count > MaxValues || column.GetProperty("class").GetString() != "COLUMN_REF")
        {
            return;
        }

        var names = column.GetProperty("column_names").EnumerateArray().Select(name => name.GetString()!).ToList();
        var constants = values.Select(Constant).OfType<SqlConstant>().ToList();
        if (names.Count is 1 or 2 && constants.Count == values.Count)
        {
            found.Add((names.Count == 2 ? names[0] : null, new ColumnCondition(names[^1], test, constants)));
        }
    }

    private static (JsonElement Column, ColumnTest Test, IReadOnlyList<JsonElement> Values) Compared(JsonElement comparison, ColumnTest test, ColumnTest turned)
    {
        var (left, right) = (comparison.GetProperty("left"), comparison.GetProperty("right"));
        return left.GetProperty("class").GetString() == "COLUMN_REF" ? (left, test, [right]) : (right, turned, [left]);
    }

    // DATE '…' is, to the parser, a text that is cast.
    private static SqlConstant? Constant(JsonElement expression)
    {
        string? cast = null;
        if (expression.GetProperty("class").GetString() == "CAST")
        {
            cast = expression.GetProperty("cast_type").GetProperty("id").GetString();
            expression = expression.GetProperty("child");
            if (cast is not ("DATE" or "TIMESTAMP" or "TIMESTAMP WITH TIME ZONE" or "UUID"))
            {
                return null;
            }
        }

        if (expression.GetProperty("class").GetString() != "CONSTANT")
        {
            return null;
        }

        var value = expression.GetProperty("value");
        return value.GetProperty("is_null").GetBoolean() ? null : (value.GetProperty("type").GetProperty("id").GetString(), value.GetProperty("value")) switch
        {
            ("VARCHAR", { ValueKind: JsonValueKind.String } text) => new SqlConstant(cast ?? "VARCHAR", text.GetString()!),
            ("INTEGER" or "BIGINT", { ValueKind: JsonValueKind.Number } number) when cast is null => new SqlConstant("BIGINT", number.GetRawText()),
            _ => null,
        };
    }

    /// <param name="Name">What the query calls it.</param>
    /// <param name="Offset">Where the name of a table begins that conditions may be of; null for anything else.</param>
    private sealed record Relation(string Name, ulong? Offset);
}
