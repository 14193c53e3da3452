using System.Text.RegularExpressions;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Random statements over the shop's tables: functions, conditions, joins, aggregates, windows and subqueries in any nesting. A seed has one statement.</summary>
internal sealed partial class RandomStatements(int seed)
{
    private static readonly Dictionary<string, string[]> Literals = new(StringComparer.Ordinal)
    {
        ["int"] = ["0", "1", "-2", "7", "CAST(NULL AS integer)"],
        ["big"] = ["BIGINT '5'", "BIGINT '-3'", "BIGINT '0'"],
        ["dec"] = ["DECIMAL '2.50'", "DECIMAL '-0.1'", "DECIMAL '100'"],
        ["dbl"] = ["0.5e0", "-2e0", "CAST(NULL AS double)"],
        ["text"] = ["'paid'", "'ção'", "''", "'note 3'"],
        ["date"] = ["DATE '2024-02-29'", "DATE '2023-12-31'", "CAST(NULL AS date)"],
        ["time"] = ["TIMESTAMP '2024-01-03 10:20:30 UTC'"],
        ["bool"] = ["TRUE", "FALSE", "CAST(NULL AS boolean)"],
        ["texts"] = ["ARRAY['x', NULL, 'paid']", "CAST(ARRAY[] AS array(varchar))"],
    };

    // Of every type.
    private static readonly string[] Any = ["coalesce({T}, {T})", "CASE WHEN {bool} THEN {T} ELSE {T} END", "CASE WHEN {bool} THEN {T} END", "nullif({T}, {T})", "if({bool}, {T})"];

    // None compares a column with itself within CASE and IN: Trino 476 takes that for true, of null too.
    private static readonly Dictionary<string, string[]> Functions = new(StringComparer.Ordinal)
    {
        ["int"] =
        [
            "({int} + {int})", "({int} * {int})", "({int} - {int})", "({int} / 3)", "({int} % -2)", "abs({int})", "sign({int})", "greatest({int}, {int})", "least({int}, {int})", "CAST({dec} AS integer)", "(- {int})", "TRY({int} / {int})",
            "TRY_CAST({text} AS integer)", "element_at(ARRAY[{int}, {int}], -1)", "array_max(ARRAY[{int}, {int}])", "element_at(array_sort(ARRAY[{int}, {int}, {int}]), 1)", "CASE {text} WHEN 'paid' THEN {int} WHEN 'note 3' THEN {int} END",
        ],
        ["big"] =
        [
            "length({text})", "({big} + {int})", "({big} - {big})", "year({date})", "month({time})", "day_of_week({date})", "date_diff('day', {date}, {date})", "date_diff('month', {date}, {date})", "date_diff('hour', {time}, {time})",
            "strpos({text}, 'e')", "hour({time})", "week({date})", "quarter({time})", "CAST({dec} AS bigint)", "bitwise_and({big}, {big})", "cardinality({texts})", "array_position({texts}, {text})", "levenshtein_distance({text}, 'paid')",
            "greatest({big}, {int})", "cardinality(filter({texts}, x -> length(x) > 1))", "regexp_count({text}, '[ae]')", "width_bucket({dbl}, 0e0, 10e0, 4)",
        ],
        ["dec"] =
        [
            "CAST({dec} + {dec} AS decimal(18,2))", "CAST({dec} * DECIMAL '1.5' AS decimal(18,2))", "abs({dec})", "CAST({dec} / 3 AS decimal(18,2))", "CAST(round({dec}, 1) AS decimal(18,2))", "CAST(floor({dec}) AS decimal(18,2))",
            "CAST(truncate({dec}) AS decimal(18,2))", "CAST({int} AS decimal(18,2))", "CAST({dec} % DECIMAL '0.7' AS decimal(18,2))", "greatest({dec}, {dec})", "CAST({dbl} AS decimal(18,2))", "TRY_CAST({text} AS decimal(18,2))",
        ],
        ["dbl"] = ["CAST({dec} AS double)", "CAST({int} AS double)", "({dbl} + {dbl})", "({dbl} * 0.25e0)", "round({dbl}, 1)", "abs({dbl})", "floor({dbl})", "sqrt(abs({dbl}))", "sign({dbl})", "ln(abs({dbl}) + 1)", "TRY_CAST({text} AS double)", "least({dbl}, {dbl})"],
        ["text"] =
        [
            "upper({text})", "({text} || {text})", "substr({text}, 2, 3)", "substr({text}, -2)", "trim({text})", "replace({text}, {text}, {text})", "reverse({text})", "lpad({text}, 4, '*')", "split_part({text}, 'e', 2)", "CAST({dec} AS varchar)",
            "CAST({date} AS varchar)", "CAST({int} AS varchar)", "CAST({bool} AS varchar)", "regexp_replace({text}, '[aeiou]+', '_')", "regexp_extract({text}, '(\\w)(\\w)', 2)", "date_format({time}, '%Y-%m-%d %H')", "concat({text}, {text}, '.')",
            "concat_ws('-', {text}, {text})", "array_join({texts}, '+', 'nul')", "array_join(transform({texts}, x -> upper(x)), '/')", "element_at(split({text}, 'a'), 1)", "format('%s|%05d', {text}, {int})", "translate({text}, 'abc', 'xy')",
            "greatest({text}, {text})", "json_format(CAST(ARRAY[{int}, {int}] AS json))", "to_hex(to_utf8({text}))", "element_at(map(ARRAY['a', 'b'], ARRAY[{text}, {text}]), 'b')",
        ],
        ["date"] = ["CAST({time} AS date)", "date_trunc('month', {date})", "date_add('month', 1, {date})", "date_add('day', {int}, {date})", "({date} + INTERVAL '1' MONTH)", "last_day_of_month({date})", "TRY_CAST({text} AS date)", "least({date}, {date})"],
        ["time"] = ["date_trunc('hour', {time})", "date_add('minute', 25, {time})", "({time} + INTERVAL '36' HOUR)", "greatest({time}, {time})"],
        ["bool"] =
        [
            "({int} {=} {int})", "({dec} {=} {dec})", "({text} {=} {text})", "({date} {=} {date})", "({time} {=} {time})", "({dbl} {=} {dbl})", "({bool} AND {bool})", "({bool} OR {bool})", "(NOT {bool})", "({text} IS NULL)", "({dec} IS NOT NULL)",
            "({int} IN (1, -2, 3))", "({text} NOT IN ('placed', 'paid'))", "({dec} BETWEEN {dec} AND {dec})", "({text} LIKE '%a_d%')", "({date} IS DISTINCT FROM {date})", "regexp_like({text}, '[a-m]o')", "contains({texts}, {text})",
            "any_match({texts}, x -> x = 'y')", "all_match(ARRAY[{int}, {int}], x -> x > 0)", "(({int}, {text}) IN ((1, 'paid'), (2, 'note 3')))", "starts_with({text}, 'p')", "({int} > ALL (SELECT qty FROM sales WHERE id < 3))",
            "(EXISTS (SELECT 1 FROM customers AS k WHERE k.customer_id = {int} AND k.state = {text}))", "({int} IN (SELECT customer_id FROM customers WHERE state <> 'SP'))", "arrays_overlap({texts}, {texts})",
        ],
        ["texts"] = ["split({text}, 'a')", "array_distinct({texts})", "filter({texts}, x -> x > {text})", "slice({texts}, 1, 2)", "array_union({texts}, {texts})", "array_sort({texts})"],
    };

    private static readonly (string Type, string Text)[] Aggregates =
    [
        ("big", "count(*){F}"), ("big", "count({text}){F}"), ("big", "count(DISTINCT {date}){F}"), ("dec", "CAST(sum({dec}){F} AS decimal(18,2))"), ("big", "sum({int}){F}"), ("time", "min({time}){F}"), ("text", "max({text}){F}"), ("date", "min({date}){F}"),
        ("dec", "CAST(avg({dec}){F} AS decimal(18,2))"), ("dbl", "avg({big}){F}"), ("bool", "bool_or({bool}){F}"), ("bool", "every({bool}){F}"), ("big", "count_if({bool}){F}"), ("text", "array_join(array_sort(array_agg(DISTINCT {text}){F}), ',')"),
        ("big", "sum(DISTINCT {int}){F}"), ("dbl", "round(var_pop({dbl}){F}, 4)"), ("big", "cardinality(histogram({text}){F})"), ("int", "max_by({int}, {big}) FILTER (WHERE FALSE)"), ("int", "element_at(max({int}, 2), 2)"),
        ("big", "bitwise_or_agg({big}){F}"), ("big", "count(DISTINCT ROW({int}, {text})){F}"), ("dbl", "round(geometric_mean(abs({dbl}) + 1){F}, 6)"), ("big", "approx_distinct({int}){F}"),
    ];

    private static readonly string[] Windows =
    [
        "lag({T}, 2) OVER {W}", "lead({T}, 1, {T}) OVER {W}", "first_value({T}) OVER {W}", "nth_value({T}, 2) OVER {W}", "lag({T}) IGNORE NULLS OVER {W}", "row_number() OVER {W}", "rank() OVER {W}", "ntile(4) OVER {W}", "max({T}) OVER {W}",
        "count({T}) OVER {W}", "sum({int}) OVER {W}", "count_if({bool}) OVER {W}", "lag({int}, 1, {dec}) OVER {W}",
    ];

    private static readonly string[] Scalars = ["int", "big", "dec", "dbl", "text", "date", "time", "bool"];

    private static readonly (string Name, string Type)[] Sales =
        [("id", "big"), ("customer_id", "int"), ("qty", "int"), ("price", "dec"), ("weight", "dbl"), ("status", "text"), ("placed_at", "time"), ("day", "date"), ("note", "text"), ("tags", "texts"), ("flag", "bool")];

    private static readonly (string Name, string Type)[] Customers = [("customer_id", "int"), ("name", "text"), ("state", "text"), ("joined", "date")];

    private readonly Random _random = new(seed);
    private List<(string Name, string Type)> _columns = [];

    /// <summary>The statement.</summary>
    public string Next() => _random.Next(10) switch
    {
        < 2 => Window(),
        < 4 => $"WITH w AS ({Select("int", "text", "dec", "date")}) SELECT {Items(Of("w", ("c0", "int"), ("c1", "text"), ("c2", "dec"), ("c3", "date")), "text", "int")} FROM w WHERE {Make("bool", 2)}",
        < 5 => $"{Select("text", "date", "int")} {Pick("UNION", "UNION ALL", "EXCEPT", "INTERSECT")} {Select("text", "date", "int")}",
        < 8 => Group(),
        _ => Select([.. Scalars.OrderBy(_ => _random.Next()).Take(3)]),
    };

    private string Select(params string[] types)
    {
        var from = From();
        return $"SELECT {Pick("", "", "DISTINCT ")}{Items(_columns, types)} FROM {from}{Where()}";
    }

    private string Group()
    {
        var from = From();
        var keys = _columns.Where(column => column.Type is "text" or "date" or "bool").OrderBy(_ => _random.Next()).Take(2).Select(column => column.Name).ToList();
        var by = string.Join(", ", keys);
        var grouped = Pick(by, by, $"ROLLUP ({by})", $"CUBE ({by})", $"GROUPING SETS (({by}), ())");
        var aggregates = Enumerable.Range(0, 3).Select(at => $"{Fill(Pick(Aggregates).Text, 2)} AS a{at}");
        return $"SELECT {string.Join(", ", keys.Select((key, at) => $"{key} AS k{at}").Concat(aggregates))} FROM {from}{Where()} GROUP BY {grouped}{Pick("", "", " HAVING count(*) > 1", $" HAVING {Fill(Pick(Aggregates).Text, 1)} IS NOT NULL")}";
    }

    // Its rows have an order, which the comparison counts: the rows of a window are those of one table.
    private string Window()
    {
        _columns = Of("s", Sales);
        var windows = Enumerable.Range(0, 2).Select(at => $"{Fill(Pick(Windows).Replace("{T}", $"{{{Pick(Scalars)}}}", StringComparison.Ordinal), 2)} AS w{at}");
        return $"SELECT s.id, {string.Join(", ", windows)} FROM sales AS s{Where()} ORDER BY 1";
    }

    private string From()
    {
        switch (_random.Next(6))
        {
            case < 2:
                _columns = Of("s", Sales);
                return "sales AS s";
            case 2:
                _columns = [.. Of("s", Sales), ("u.tag", "text")];
                return "sales AS s CROSS JOIN UNNEST(s.tags) AS u(tag)";
            case 3:
                var inner = Select("text", "dec", "date");
                _columns = Of("q", ("c0", "text"), ("c1", "dec"), ("c2", "date"));
                return $"({inner}) AS q";
            default:
                _columns = [.. Of("s", Sales), .. Of("c", Customers)];
                return $"sales AS s {Pick("", "", "CROSS JOIN UNNEST(s.tags) AS u(tag) ", "CROSS JOIN (VALUES 1, 2) AS v(w) ")}{Pick("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")} customers AS c ON s.customer_id = c.customer_id";
        }
    }

    private string Where() => Pick("", $" WHERE {Make("bool", 2)}");

    private string Items(List<(string Name, string Type)> columns, params string[] types)
    {
        _columns = columns;
        return string.Join(", ", types.Select((type, at) => $"{Make(type, 3)} AS c{at}"));
    }

    private string Make(string type, int depth)
    {
        var columns = _columns.Where(column => column.Type == type).Select(column => column.Name).ToArray();
        if (depth == 0 || _random.Next(4) == 0)
        {
            return columns.Length > 0 && _random.Next(4) > 0 ? Pick(columns) : Pick(Literals[type]);
        }

        var text = _random.Next(4) == 0 ? Pick(Any).Replace("{T}", $"{{{type}}}", StringComparison.Ordinal) : Pick(Functions[type]);
        return Fill(text, depth);
    }

    private string Fill(string text, int depth) => Hole().Replace(text, hole => hole.Groups["name"].Value switch
    {
        "=" => Pick("=", "<>", "<", ">", "<=", ">="),
        "F" => Pick("", "", $" FILTER (WHERE {Make("bool", 1)})"),
        "W" => $"({Pick("", $"PARTITION BY {Make("text", 1)} ")}ORDER BY {Pick("", $"{Make("date", 1)}{Pick("", " DESC", " NULLS FIRST")}, ")}s.id)",
        var type => Make(type, depth - 1),
    });

    private T Pick<T>(params T[] all) => all[_random.Next(all.Length)];

    private static List<(string Name, string Type)> Of(string alias, params (string Name, string Type)[] columns) => [.. columns.Select(column => ($"{alias}.{column.Name}", column.Type))];

    [GeneratedRegex(@"\{(?<name>[a-zA-Z=]+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Hole();
}
