using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Tokens;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>The texts of Trino's users, in the words of the engine's parser.</summary>
[Trait("Category", "Quick")]
public sealed class GrammarTextTests
{
    [Theory]
    [InlineData("VALUES 1, 2", "VALUES (1), (2)")]
    [InlineData("VALUES (1, 2), (3, 4)", "VALUES (1, 2), (3, 4)")]
    [InlineData("SELECT * FROM (VALUES 1, f(2, 3)) AS t(x) ORDER BY x", "SELECT * FROM (VALUES (1), (f(2, 3))) AS t(x) ORDER BY x")]
    [InlineData("VALUES (1), (2) ORDER BY 1", "VALUES (1), (2) ORDER BY 1")]
    [InlineData("VALUES (1) + 2", "VALUES ((1) + 2)")]
    [InlineData("SELECT * FROM t TABLESAMPLE BERNOULLI (10)", "SELECT * FROM t TABLESAMPLE BERNOULLI (10 PERCENT)")]
    [InlineData("SELECT listagg(a, ',') WITHIN GROUP (ORDER BY b DESC)", "SELECT listagg(a, ',' ORDER BY b DESC)")]
    [InlineData("SELECT listagg(a) WITHIN GROUP (ORDER BY b) FROM t", "SELECT listagg(a, '' ORDER BY b) FROM t")]
    [InlineData("SELECT listagg(a ON OVERFLOW TRUNCATE) WITHIN GROUP (ORDER BY IF(b, X'00')) FROM t", "SELECT listagg(a , '' ORDER BY IF(b, from_hex('00'), NULL)) FROM t")]
    [InlineData("SELECT lag(a) IGNORE NULLS OVER (ORDER BY b)", "SELECT lag(a IGNORE NULLS)  OVER (ORDER BY b)")]
    [InlineData("SELECT CAST(a AS array(array(integer)))", "SELECT CAST(a AS integer[][])")]
    [InlineData("SELECT CAST(a AS map(varchar, array(integer)))", "SELECT CAST(a AS map(varchar, integer[]))")]
    [InlineData("SELECT X'00 ff'", "SELECT from_hex('00ff')")]
    [InlineData("SELECT U&'\\00e4'", "SELECT 'ä'")]
    [InlineData("SELECT U&'d!0061t!+01F600 !! \\ ''' UESCAPE '!' x", "SELECT 'dat😀 ! \\ ''' AS x")]
    [InlineData("SELECT IF(a, b)", "SELECT IF(a, b, NULL)")]
    [InlineData("SELECT IF(a, f(b, c), d)", "SELECT IF(a, f(b, c), d)")]
    [InlineData("SELECT INTERVAL '1-2' YEAR TO MONTH", "SELECT INTERVAL '14' MONTH")]
    [InlineData("SELECT INTERVAL '1 02:03:04' DAY TO SECOND", "SELECT INTERVAL '93784' SECOND")]
    [InlineData("SELECT current_timestamp(3)", "SELECT current_timestamp")]
    [InlineData("SELECT CAST(a AS timestamp(6) with time zone), CAST(b AS timestamp with time zone)", "SELECT CAST(a AS trino_instant(6)), CAST(b AS trino_instant(3))")]
    [InlineData("SELECT CAST(a AS timestamp), CAST(b AS timestamp(0)), CAST(c AS timestamp(6))", "SELECT CAST(a AS trino_timestamp(3)), CAST(b AS trino_timestamp(0)), CAST(c AS trino_timestamp(6))")]
    [InlineData("SELECT INTERVAL '02:30' HOUR TO MINUTE, INTERVAL -'1:00.5' MINUTE TO SECOND", "SELECT INTERVAL '9000' SECOND, INTERVAL '-60.5' SECOND")]
    [InlineData("SELECT INTERVAL '1' YEAR TO MONTH, INTERVAL '3' DAY TO SECOND, INTERVAL +'2' HOUR TO SECOND", "SELECT INTERVAL '12' MONTH, INTERVAL '259200' SECOND, INTERVAL '7200' SECOND")]
    [InlineData("SELECT INTERVAL -'1' DAY, INTERVAL +'2' HOUR, INTERVAL - '-3' SECOND", "SELECT INTERVAL '-1' DAY, INTERVAL '2' HOUR, INTERVAL '3' SECOND")]
    [InlineData("SELECT a!=-1, a%-2, x->-x, a||+b, a>=-1", "SELECT a!= -1, a% -2, x-> -x, a|| +b, a>= -1")]
    [InlineData("SELECT 1.5x, .5 y, CAST(2.5AS decimal) WHERE 1.5AND'a'='a'", "SELECT 1.5AS x, .5 AS y, CAST(2.5AS decimal(38,0)) WHERE 1.5AND'a'='a'")]
    [InlineData("SELECT 7./2, a[1].b, 007. AS x, 1_0., 1.e5, 1.5, 0.", "SELECT CAST('7' AS DECIMAL(1,0))/2, a[1].b, CAST('7' AS DECIMAL(1,0)) AS x, CAST('10' AS DECIMAL(2,0)), 1.e5, 1.5, CAST('0' AS DECIMAL(1,0))")]
    [InlineData("SELECT 0x1F, 0b101, 0o_17", "SELECT 31, 5, 15")]
    [InlineData("SELECT JSON '{}'", "SELECT json_parse('{}')")]
    [InlineData("SELECT json_value(j, 'lax $.a' RETURNING decimal(10,2) DEFAULT 0 ON EMPTY NULL ON ERROR)", "SELECT json_value(j, 'lax $.a' , returns := CAST(NULL AS decimal(10,2)) , default_on_empty := ( 0 ) , on_error := 'NULL')")]
    [InlineData("SELECT json_query(j, 'lax $.a' WITH UNCONDITIONAL ARRAY WRAPPER EMPTY ARRAY ON ERROR)", "SELECT json_query(j, 'lax $.a' , wrapper := 'ALWAYS' , on_error := '[]')")]
    [InlineData("SELECT json_exists(j, 'lax $?(@ == $x)' PASSING f(1, 2) AS \"x\")", "SELECT json_exists(j, 'lax $?(@ == $x)' ,  \"passed x\" := f(1, 2) )")]
    [InlineData("SELECT json_object('a' : b, KEY 'c' VALUE d ABSENT ON NULL)", "SELECT json_object('a' , b,  'c' , d , on_null := 'ABSENT')")]
    [InlineData("SELECT json_object(key : value, key VALUE value, KEY value VALUE key)", "SELECT json_object(key , value, key , value,  value , key)")]
    [InlineData("SELECT json_object('v' : value, 'w' : CASE WHEN a THEN value ELSE value END, value : t.value, 'x' VALUE value)", "SELECT json_object('v' , value, 'w' , CASE WHEN a THEN value ELSE value END, value , t.value, 'x' , value)")]
    [InlineData("SELECT json_object(key || 'a' : '{}' FORMAT JSON, KEY(b) VALUE c FORMAT JSON RETURNING varchar FORMAT JSON)", "SELECT json_object(key || 'a' , json_parse('{}') , (b) , json_parse(c)  , returns := CAST(NULL AS varchar) )")]
    [InlineData("SELECT json_array(f(a, b) FORMAT JSON, 1)", "SELECT json_array(json_parse(f(a, b)) , 1)")]
    [InlineData("VALUES ROW(1, 2), ROW(3, 4)", "VALUES (1, 2), (3, 4)")]
    [InlineData("SELECT 0x7FFFFFFFFFFFFFFF", "SELECT 9223372036854775807")]
    [InlineData("SELECT U&'\\+01F600'", "SELECT '😀'")]
    [InlineData("SELECT DECIMAL '0.00175', DECIMAL '-007.50', decimal '5'", "SELECT CAST('0.00175' AS DECIMAL(5,5)), CAST('-7.50' AS DECIMAL(3,2)), CAST('5' AS DECIMAL(1,0))")]
    [InlineData("SELECT CAST(a AS decimal), CAST(b AS decimal(5, 2)), CAST(c AS array(decimal))", "SELECT CAST(a AS decimal(38,0)), CAST(b AS decimal(5, 2)), CAST(c AS decimal(38,0)[])")]
    [InlineData("SELECT TRY_CAST(f(a, b) AS row(x decimal, y varchar))", "SELECT TRY_CAST(f(a, b) AS row(x decimal(38,0), y varchar))")]
    [InlineData("SELECT CAST(a AS varchar(3)), CAST(b AS char), CAST(c AS varchar)", "SELECT CAST(a AS trino_varchar(3)), CAST(b AS trino_char(1)), CAST(c AS varchar)")]
    [InlineData("SELECT JSON '{\"b\": 1.50, \"a\": [ 1e2 ]}'", "SELECT json_parse('{\"a\":[100.0],\"b\":1.5}')")]
    [InlineData("SELECT year(a) year, sum(b) OVER () AS share FROM t", "SELECT year(a) AS year, sum(b) OVER () AS share FROM t")]
    [InlineData("SELECT a, ? FROM t GROUP BY ?, f(?), a HAVING a = ?", "SELECT a, $1 FROM t GROUP BY coalesce($2), f($3), a HAVING a = $4")]
    public void Text_is_written_in_the_engines_words(string sql, string expected) => Assert.Equal(expected, GrammarText.Read(sql).Sql);

    [Theory]
    [InlineData("SELECT 'VALUES 1, 2', \"VALUES 1, 2\" -- VALUES 1, 2")]
    [InlineData("SELECT t.values, a.array FROM t")]
    [InlineData("SELECT ARRAY[1, 2], [1, 2]")]
    [InlineData("SELECT * FROM t TABLESAMPLE BERNOULLI (10 PERCENT)")]
    [InlineData("SELECT ARRAY(SELECT 1)")]
    [InlineData("SELECT x, ARRAY(WITH t AS (SELECT 1) SELECT * FROM t)")]
    [InlineData("SELECT 1e5, 1e-3, 1.5e+3, 1_000, 1.5e0, .5 FROM t1 WHERE a = -9223372036854775808")]
    [InlineData("SELECT 'größe', \"größe\" /* größe */ -- größe")]
    [InlineData("SELECT json_value(j, 'lax $.a' DEFAULT 0)")]
    [InlineData("SELECT json_value(j, 'lax $.a' DEFAULT 0 ON NULL), json_query(j, 'lax $.a' NULL ON), json_query(j, 'lax $.a' WITH), keys")]
    [InlineData("SELECT a AS year, INTERVAL '1' DAY, DATE '2024-01-31', count(*) OVER w, x IS NOT DISTINCT FROM y, CASE a WHEN 1 THEN b ELSE c END, d AT TIME ZONE e FROM t u JOIN v w USING (z) WHERE f WINDOW w AS (ORDER BY g) ORDER BY h DESC LIMIT 1")]
    [InlineData("SELECT ALL a, b \"c\", t.from, 1 LIMIT 1")]
    [InlineData("SELECT a FETCH FIRST 5 ROWS ONLY")]
    [InlineData("SELECT DISTINCT a, * FROM t x, u year")]
    [InlineData("SELECT 1 AS decimal, t.decimal, x AS varchar FROM t")]
    [InlineData("SELECT TINYINT '-128', REAL 'NaN', BOOLEAN 'T', UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'")]
    public void Other_text_stays_as_it_is(string sql) => Assert.Equal(sql, GrammarText.Read(sql).Sql);

    [Theory]
    [InlineData("SELECT DECIMAL '1e3'", "INVALID_LITERAL", "line 1:8: '1e3' is not a valid DECIMAL literal: write DECIMAL '12.50'.")]
    [InlineData("SELECT DECIMAL '.'", "INVALID_LITERAL", "line 1:8: '.' is not a valid DECIMAL literal: write DECIMAL '12.50'.")]
    [InlineData("SELECT 1, TINYINT '300'", "INVALID_LITERAL", "line 1:11: '300' is not a valid TINYINT literal: write TINYINT '12'.")]
    [InlineData("SELECT BOOLEAN 'yes'", "INVALID_LITERAL", "line 1:8: 'yes' is not a valid BOOLEAN literal: write BOOLEAN 'true'.")]
    [InlineData("SELECT größe FROM t", "SYNTAX_ERROR", "line 1:10: mismatched input 'ö'. Write names with other letters than a to z in double quotes, and plain spaces.")]
    [InlineData("SELECT\u00a01", "SYNTAX_ERROR", "line 1:7: mismatched input '\u00a0'. Write names with other letters than a to z in double quotes, and plain spaces.")]
    [InlineData("SELECT 1 AS 😀", "SYNTAX_ERROR", "line 1:13: mismatched input '😀'. Write names with other letters than a to z in double quotes, and plain spaces.")]
    [InlineData("SELECT 'open", "SYNTAX_ERROR", "line 1:8: mismatched input '''. End each quote, and write a space in front of quotes and $.")]
    [InlineData("SELECT 2024_revenue", "SYNTAX_ERROR", "line 1:8: 2024_revenue is no number, and identifiers must not start with a digit: write \"2024_revenue\" in double quotes.")]
    [InlineData("SELECT -9223372036854775818", "SYNTAX_ERROR", "line 1:9: Invalid numeric literal: 9223372036854775818. Write DECIMAL '9223372036854775818', or a double, 1.5e20.")]
    [InlineData("SELECT 0xFFFFFFFFFFFFFFFF", "SYNTAX_ERROR", "line 1:8: Invalid numeric literal: 0xFFFFFFFFFFFFFFFF. The greatest one is 0x7FFFFFFFFFFFFFFF: write a greater number as DECIMAL, in decimal digits.")]
    [InlineData("SELECT 1, U&'a\\0000b'", "SYNTAX_ERROR", "line 1:11: The text holds the character U+0000. Leave it out.")]
    [InlineData("SELECT U&'\\+110000'", "SYNTAX_ERROR", "line 1:8: Invalid escape sequence '\\+110000': write \\00e9 or \\+01F600 for a character, and \\\\ for \\ itself.")]
    [InlineData("SELECT U&'\\D800'", "SYNTAX_ERROR", "line 1:8: Invalid escape sequence '\\D800': write \\00e9 or \\+01F600 for a character, and \\\\ for \\ itself.")]
    [InlineData("SELECT U&'C:\\temp'", "SYNTAX_ERROR", "line 1:8: Invalid escape sequence '\\': write \\00e9 or \\+01F600 for a character, and \\\\ for \\ itself.")]
    [InlineData("SELECT U&'a' UESCAPE '+'", "SYNTAX_ERROR", "line 1:22: Invalid Unicode escape character: write one character, which is no hexadecimal digit, plus, quote or blank.")]
    [InlineData("SELECT U&'\\+000000'", "SYNTAX_ERROR", "line 1:8: The text holds the character U+0000. Leave it out.")]
    [InlineData("SELECT a IN ('b'\n 'c')", "SYNTAX_ERROR", "line 2:2: mismatched input 'c'. Write a comma between two texts, or || to join them.")]
    public void Literal_without_a_value_is_refused(string sql, string error, string message)
    {
        var refused = Assert.Throws<QueryFailedException>(() => GrammarText.Read(sql)).Failure;

        Assert.Equal((error, message), (refused.Code.Name, refused.Text));
    }

    [Theory]
    [InlineData("SELECT BIGINT 'x'", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT 1,\n BOOLEAN 'maybe'", "INVALID_LITERAL", 2, 2)]
    [InlineData("SELECT UUID 'nope'", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT JSON '{'", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT X'0'", "SYNTAX_ERROR", 1, 8)]
    [InlineData("SELECT INTERVAL '1' DAY TO MONTH", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT INTERVAL '1 02:03' DAY TO HOUR", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT INTERVAL '1:02:03:04' DAY TO SECOND", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT INTERVAL '02:03' DAY TO SECOND", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT INTERVAL '1 02 03' DAY TO SECOND", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT INTERVAL '1  02' DAY TO HOUR", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT INTERVAL '02 30' HOUR TO MINUTE", "INVALID_LITERAL", 1, 8)]
    [InlineData("SELECT 0b12", "SYNTAX_ERROR", 1, 8)]
    [InlineData("SELECT 0x", "SYNTAX_ERROR", 1, 8)]
    [InlineData("SELECT 123abc", "SYNTAX_ERROR", 1, 8)]
    [InlineData("SELECT 1e", "SYNTAX_ERROR", 1, 8)]
    [InlineData("SELECT 1e - 3", "SYNTAX_ERROR", 1, 8)]
    [InlineData("SELECT 1=1OR'a'='b'", "SYNTAX_ERROR", 1, 10)]
    [InlineData("SELECT CAST(2.5 AS decimal) WHERE 1=1AND'a'='a'", "SYNTAX_ERROR", 1, 37)]
    [InlineData("SELECT 1.5e5_0", "SYNTAX_ERROR", 1, 10)]
    [InlineData("SELECT 'ä',\n 'open", "SYNTAX_ERROR", 2, 2)]
    [InlineData("SELECT 1, \"open", "SYNTAX_ERROR", 1, 11)]
    [InlineData("SELECT CASE WHEN a THEN 1ELSE'a' END", "SYNTAX_ERROR", 1, 25)]
    [InlineData("SELECT 1$a$ ' $a$", "SYNTAX_ERROR", 1, 8)]
    [InlineData("SELECT $ö$ ' $ö$", "SYNTAX_ERROR", 1, 12)]
    [InlineData("SELECT 0x1_0000_0000_0000_0000", "SYNTAX_ERROR", 1, 8)]
    [InlineData("SELECT 9_223_372_036_854_775_808", "SYNTAX_ERROR", 1, 8)]
    [InlineData("SELECT a, FROM t", "SYNTAX_ERROR", 1, 11)]
    [InlineData("SELECT f(a, ) FROM t", "SYNTAX_ERROR", 1, 13)]
    public void What_is_no_literal_or_list_is_refused_at_its_place(string sql, string error, int line, int column)
    {
        var failure = Assert.Throws<QueryFailedException>(() => GrammarText.Read(sql)).Failure;

        Assert.Equal((error, new SqlPosition(line, column)), (failure.Code.Name, failure.Position));
    }

    [Theory]
    [InlineData("if(", 65_000)]
    [InlineData("values ", 28_000)]
    [InlineData("values (", 25_000)]
    [InlineData("listagg(a) within group (order by ", 5_800)]
    public void Long_text_is_read_once(string part, int count)
    {
        var open = string.Concat(Enumerable.Repeat(part, count));
        var closed = open + "1" + new string(')', part.Contains('(', StringComparison.Ordinal) ? count : 0);

        Assert.Equal(open, GrammarText.Read(open).Sql);
        Assert.InRange(GrammarText.Read(closed).Sql.Length, closed.Length / 2, 4 * closed.Length);
    }

    [Theory]
    [InlineData("SELECT ", "cast(a as ", 36_000, "1", ")", 36_000)]
    [InlineData("SELECT json_array(a", " FORMAT JSON", 32_000, "", ")", 1)]
    [InlineData("WITH ", "b ", 96_000, "SELECT 1 ", "() FROM ", 24_000)]
    public async Task Long_text_of_one_part_is_read_once(string begin, string part, int count, string between, string behind, int times)
    {
        var sql = begin + string.Concat(Enumerable.Repeat(part, count)) + between + string.Concat(Enumerable.Repeat(behind, times));

        var read = await Task.Run(() => GrammarText.Read(sql)).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.InRange(read.Sql.Length, sql.Length / 2, 2 * sql.Length);
    }

    [Fact]
    public void Failure_is_placed_in_the_text_as_it_was_written()
    {
        var text = GrammarText.Read("VALUES 1,\n 2, nope");

        var placed = text.Placed(new QueryFailure(TrinoErrorCode.ColumnNotFound, "", new SqlPosition(2, text.Sql.Split('\n')[1].IndexOf("nope", StringComparison.Ordinal) + 1)));

        Assert.Equal(new SqlPosition(2, 5), placed.Position);
    }
}
