namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Grammar that the engine takes and Trino does not is refused, with what to write in its place.</summary>
[Collection(DialectCollection.Name)]
public sealed class RefusedGrammarTests(DialectFixture mesh)
{
    [Theory]
    [InlineData("SELECT id::varchar FROM sales", "SYNTAX_ERROR", "line 1:10: mismatched input '::'. Write CAST(… AS type).")]
    [InlineData("SELECT * EXCLUDE (id) FROM sales", "SYNTAX_ERROR", "line 1:8: EXCLUDE, REPLACE and RENAME behind * are not supported. Name the columns.")]
    [InlineData("SELECT * REPLACE (1 AS id) FROM sales", "SYNTAX_ERROR", "line 1:8: EXCLUDE, REPLACE and RENAME behind * are not supported. Name the columns.")]
    [InlineData("SELECT s.* RENAME (id AS x) FROM sales s", "SYNTAX_ERROR", "line 1:8: EXCLUDE, REPLACE and RENAME behind * are not supported. Name the columns.")]
    [InlineData("SELECT COLUMNS('.*id') FROM sales", "FUNCTION_NOT_FOUND", "line 1:8: Function 'columns' not registered. Name the columns.")]
    [InlineData("SELECT id FROM sales QUALIFY row_number() OVER (ORDER BY id) = 1", "SYNTAX_ERROR", "line 1:22: mismatched input 'QUALIFY'. Write the window function in a subquery, and WHERE around it.")]
    [InlineData("SELECT * FROM sales SEMI JOIN customers USING (customer_id)", "SYNTAX_ERROR", "line 1:21: SEMI JOIN is not supported. Write WHERE EXISTS (SELECT 1 FROM … WHERE …).")]
    [InlineData("SELECT * FROM sales ANTI JOIN customers USING (customer_id)", "SYNTAX_ERROR", "line 1:21: ANTI JOIN is not supported. Write WHERE NOT EXISTS (SELECT 1 FROM … WHERE …).")]
    [InlineData("SELECT 1 FROM sales a ASOF JOIN sales b ON a.id >= b.id", "SYNTAX_ERROR", "line 1:23: ASOF JOIN is not supported. Write a join, and row_number() OVER (PARTITION BY … ORDER BY … DESC) in a subquery.")]
    [InlineData("SELECT 1 FROM sales POSITIONAL JOIN customers", "SYNTAX_ERROR", "line 1:21: POSITIONAL JOIN is not supported. Write a join on row_number() OVER (ORDER BY …) of both sides.")]
    [InlineData("FROM sales", "SYNTAX_ERROR", "line 1:1: mismatched input 'FROM'. Write SELECT * FROM ….")]
    [InlineData("SELECT * FROM (FROM sales)", "SYNTAX_ERROR", "line 1:16: mismatched input 'FROM'. Write SELECT * FROM ….")]
    [InlineData("WITH a AS (SELECT 1) FROM a", "SYNTAX_ERROR", "line 1:22: mismatched input 'FROM'. Write SELECT * FROM ….")]
    [InlineData("SELECT id FROM sales LIMIT 2 OFFSET 1", "SYNTAX_ERROR", "line 1:30: mismatched input 'OFFSET'. Write OFFSET before LIMIT: OFFSET 10 LIMIT 5.")]
    [InlineData("SELECT id FROM sales LIMIT 10%", "SYNTAX_ERROR", "line 1:30: mismatched input '%'. Write a number of rows, or TABLESAMPLE BERNOULLI (10).")]
    [InlineData("SELECT id FROM sales USING SAMPLE 3", "SYNTAX_ERROR", "line 1:22: mismatched input 'USING'. Write TABLESAMPLE BERNOULLI (10) behind the table.")]
    [InlineData("SELECT {'a': 1}", "SYNTAX_ERROR", "line 1:8: mismatched input '{'. Write ROW(…), or MAP(ARRAY[…], ARRAY[…]).")]
    [InlineData("SELECT a: 1", "SYNTAX_ERROR", "line 1:9: mismatched input ':'. Write a name behind its expression: … AS name.")]
    [InlineData("SELECT ARRAY[1, 2, 3][1:2]", "SYNTAX_ERROR", "line 1:24: mismatched input ':'. Write slice(array, start, length).")]
    [InlineData("SELECT [x + 1 FOR x IN ARRAY[1, 2]]", "SYNTAX_ERROR", "line 1:15: mismatched input 'FOR'. Write transform(array, x -> …).")]
    [InlineData("SELECT 7 // 2", "SYNTAX_ERROR", "line 1:10: mismatched input '//'. Write a / b, which is whole for whole numbers.")]
    [InlineData("SELECT 2 ** 3", "SYNTAX_ERROR", "line 1:10: mismatched input '**'. Write power(a, b).")]
    [InlineData("SELECT 2 ^ 3", "SYNTAX_ERROR", "line 1:10: mismatched input '^'. Write power(a, b).")]
    [InlineData("SELECT 5 & 3", "SYNTAX_ERROR", "line 1:10: mismatched input '&'. Write bitwise_and(a, b).")]
    [InlineData("SELECT 5 | 3", "SYNTAX_ERROR", "line 1:10: mismatched input '|'. Write bitwise_or(a, b).")]
    [InlineData("SELECT id == 1 FROM sales", "SYNTAX_ERROR", "line 1:11: mismatched input '=='. Write =.")]
    [InlineData("SELECT status ~ 'p' FROM sales", "SYNTAX_ERROR", "line 1:15: mismatched input '~'. Write regexp_like(text, pattern), or bitwise_not(a).")]
    [InlineData("SELECT status ILIKE 'P%' FROM sales", "SYNTAX_ERROR", "line 1:15: mismatched input 'ILIKE'. Write lower(text) LIKE lower(pattern).")]
    [InlineData("SELECT flag IS NOT TRUE FROM sales", "SYNTAX_ERROR", "line 1:20: mismatched input 'TRUE'. Write IS [NOT] DISTINCT FROM true.")]
    [InlineData("SELECT status COLLATE nocase FROM sales", "SYNTAX_ERROR", "line 1:15: mismatched input 'COLLATE'. Write the text without a collation.")]
    [InlineData("SELECT #1 FROM sales", "SYNTAX_ERROR", "line 1:8: mismatched input '#'. Write the column's name, or its number in ORDER BY and GROUP BY.")]
    [InlineData("SELECT $$a$$", "SYNTAX_ERROR", "line 1:8: mismatched input '$$'. Write text in single quotes.")]
    [InlineData("SELECT sum(qty) FILTER (flag) FROM sales", "SYNTAX_ERROR", "line 1:24: mismatched input '('. Write FILTER (WHERE …).")]
    [InlineData("SELECT id FROM sales UNION ALL BY NAME SELECT qty AS id FROM sales", "SYNTAX_ERROR", "line 1:32: mismatched input 'BY'. Write the columns of both sides in one order.")]
    [InlineData("SELECT unnest(tags) FROM sales", "SYNTAX_ERROR", "line 1:8: UNNEST is a table: write FROM … CROSS JOIN UNNEST(array) AS t(item).")]
    [InlineData("SELECT status.upper() FROM sales", "FUNCTION_NOT_FOUND", "line 1:8: Function 'status.upper' not registered. Write upper(status).")]
    [InlineData("SELECT CAST(id AS int8) FROM sales", "TYPE_MISMATCH", "line 1:19: Unknown type: int8. Write bigint.")]
    [InlineData("SELECT CAST(tags AS varchar) FROM sales", "TYPE_MISMATCH", "line 1:8: Cannot cast array to varchar. Write json_format(CAST(… AS json)).")]
    [InlineData("SELECT 9223372036854775808", "SYNTAX_ERROR", "line 1:8: Invalid numeric literal: 9223372036854775808. Write DECIMAL '9223372036854775808', or a double, 1.5e20.")]
    public async Task Grammar_of_the_engine_is_refused_with_what_to_write(string sql, string error, string message)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal((error, message), (answer.ErrorName, answer.Message));
    }

    [Theory]
    [InlineData("SELECT status, count(*) FROM sales GROUP BY ALL", "COLUMN_NOT_FOUND")]
    [InlineData("SELECT id FROM sales ORDER BY ALL", "COLUMN_NOT_FOUND")]
    [InlineData("SELECT id AS x FROM sales WHERE x = 1", "COLUMN_NOT_FOUND")]
    [InlineData("SELECT upper(status) AS s FROM sales GROUP BY s", "COLUMN_NOT_FOUND")]
    [InlineData("SELECT status, count(*) AS n FROM sales GROUP BY status HAVING n > 1", "COLUMN_NOT_FOUND")]
    [InlineData("SELECT _col1 FROM (SELECT 1 AS a, 2) AS t", "COLUMN_NOT_FOUND")]
    [InlineData("SELECT id AS x, qty AS x FROM sales ORDER BY x", "AMBIGUOUS_NAME")]
    [InlineData("SELECT *, id FROM sales ORDER BY id", "AMBIGUOUS_NAME")]
    [InlineData("SELECT 1 AS x, 2 AS x UNION ALL SELECT 3, 4 ORDER BY x", "AMBIGUOUS_NAME")]
    [InlineData("SELECT id FROM (SELECT id, id FROM sales)", "AMBIGUOUS_NAME")]
    [InlineData("SELECT (1, 2) IN (SELECT 1)", "TYPE_MISMATCH")]
    [InlineData("SELECT DISTINCT status FROM sales ORDER BY id", "EXPRESSION_NOT_IN_DISTINCT")]
    public async Task Name_that_Trino_does_not_find_is_not_found(string sql, string error) => Assert.Equal(error, (await mesh.Session().RunAsync(sql)).ErrorName);

    [Theory]
    [InlineData("SELECT qty AS id FROM sales WHERE id = 1", "[[3]]")]
    [InlineData("SELECT upper(status) AS status FROM sales WHERE status = 'paid' GROUP BY status", "[[\"PAID\"]]")]
    [InlineData("SELECT x + 1 AS y FROM (SELECT 1 AS x, 2 AS y) WHERE y = 2", "[[2]]")]
    [InlineData("SELECT id AS x FROM sales CROSS JOIN UNNEST(ARRAY[7]) AS t(x) WHERE x = 7 ORDER BY id LIMIT 1", "[[0]]")]
    [InlineData("SELECT DISTINCT status AS s FROM sales ORDER BY status LIMIT 1", "[[\"paid\"]]")]
    [InlineData("SELECT 1 AS a, 2 AS a ORDER BY 1", "[[1,2]]")]
    [InlineData("SELECT json_object('a' : 1), trim(FROM ' a '), CAST('a' AS char(2)), 3 * -1, 'x' || 'y', 1 <> 2, 1 != 2", "[[\"{\\\"a\\\":1}\",\"a\",\"a \",-3,\"xy\",true,true]]")]
    [InlineData("SELECT id AS filter, qty AS sample, 1 AS offset FROM sales WHERE id = 1 OFFSET 0 LIMIT 1", "[[1,3,1]]")]
    [InlineData("SELECT 1 AS \"::\", 'a::b //' AS x -- c::d", "[[1,\"a::b //\"]]")]
    [InlineData("SELECT -9223372036854775808", "[[-9223372036854775808]]")]
    public async Task Trinos_own_grammar_is_answered(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));
}
