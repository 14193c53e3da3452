using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Grammar;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.QueryProxy.Language;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Prepared;

namespace MeshStarter.QueryProxy.Tests.Prepared;

/// <summary>Values behind USING, as drivers write them.</summary>
[Trait("Category", "Quick")]
public sealed class LiteralReaderTests
{
    [Theory]
    [InlineData("1", "Integer", "1")]
    [InlineData("-1", "Integer", "-1")]
    [InlineData("2147483648", "BigInt", "2147483648")]
    [InlineData("BIGINT '-5'", "BigInt", "-5")]
    [InlineData("1.50", "Decimal", "1.50")]
    [InlineData("DECIMAL '12345678901234567890123456789012345678'", "Decimal", "12345678901234567890123456789012345678")]
    [InlineData("1E0", "Double", "1E0")]
    [InlineData("DOUBLE '1.5'", "Double", "1.5")]
    [InlineData("-infinity()", "Double", "-Infinity")]
    [InlineData("nan()", "Double", "NaN")]
    [InlineData("'it''s ? -- $1'", "Varchar", "it's ? -- $1")]
    [InlineData("TRUE", "Boolean", "true")]
    [InlineData("X'00aa'", "Varbinary", "00aa")]
    [InlineData("DATE '2026-01-31'", "Date", "2026-01-31")]
    [InlineData("TIME '12:30:00.25'", "Time", "12:30:00.25")]
    [InlineData("TIMESTAMP '2026-01-31 12:00:00.5'", "Timestamp", "2026-01-31 12:00:00.5")]
    [InlineData("TIMESTAMP '2026-01-31 12:00:00 Europe/Berlin'", "Timestamp", "2026-01-31 12:00:00 Europe/Berlin")]
    [InlineData("UUID 'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11'", "Uuid", "A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11")]
    [InlineData("INTERVAL '2' DAY", "DayInterval", "172800000000")]
    [InlineData("INTERVAL +'1' DAY", "DayInterval", "86400000000")]
    [InlineData("INTERVAL -'1-6' YEAR TO MONTH", "YearInterval", "-18")]
    [InlineData("DECIMAL(18,2) '1.5'", "Decimal", "1.5")]
    [InlineData("CAST(NULL AS decimal(18,2))", "Decimal", null)]
    [InlineData("CAST(NULL AS timestamp(6) with time zone)", "TimestampTz", null)]
    [InlineData("NULL", "Unknown", null)]
    public void Literal_is_a_value_of_its_type(string literal, string type, string? text)
    {
        var value = Assert.Single(Read(literal));

        Assert.Equal((type, text), (value.Type.ToString(), value.Text));
    }

    [Theory]
    [InlineData("", "SYNTAX_ERROR")]
    [InlineData("1, 2", "SYNTAX_ERROR")]
    [InlineData("1 2", "SYNTAX_ERROR")]
    [InlineData("((1)", "SYNTAX_ERROR")]
    [InlineData("(1))", "SYNTAX_ERROR")]
    [InlineData("a", "NOT_SUPPORTED")]
    [InlineData("(SELECT 1)", "NOT_SUPPORTED")]
    [InlineData("1; DROP TABLE x", "SYNTAX_ERROR")]
    [InlineData("ROW()", "NOT_SUPPORTED")]
    [InlineData("BIGINT '1.5'", "INVALID_LITERAL")]
    [InlineData("TINYINT '400'", "INVALID_LITERAL")]
    [InlineData("12345678901234567890", "SYNTAX_ERROR")]
    public void What_is_no_value_is_refused(string text, string error) =>
        Assert.Equal(error, Assert.Throws<QueryFailedException>(() => Reader(text).ReadToEnd()).Failure.Code.Name);

    [Theory]
    [InlineData("1, 'a' || 'b'", "1|'a' || 'b'")]
    [InlineData("f(1, '),'), ARRAY[1, 2][1], -x", "f(1, '),')|ARRAY[1, 2][1]|-x")]
    [InlineData("DATE '2026-01-31' + INTERVAL '1' DAY /* , */, 2", "DATE '2026-01-31' + INTERVAL '1' DAY|2")]
    [InlineData("CAST(DATE '2026-01-31' AS timestamp), ROW(1 + 1, 2)", "CAST(DATE '2026-01-31' AS timestamp)|ROW(1 + 1, 2)")]
    [InlineData("CAST(1.239 AS decimal(10,2)), CAST(1.5 AS decimal)", "CAST(1.239 AS decimal(10,2))|CAST(1.5 AS decimal)")]
    [InlineData("CAST('abcdef' AS varchar(3)), CAST('a' AS char(3)), CAST('ab' AS char)", "CAST('abcdef' AS varchar(3))|CAST('a' AS char(3))|CAST('ab' AS char)")]
    [InlineData("CAST('12:00:00.25' AS time), CAST('2026-01-31 12:00:00.123456' AS timestamp)", "CAST('12:00:00.25' AS time)|CAST('2026-01-31 12:00:00.123456' AS timestamp)")]
    [InlineData("CAST('abc' AS json), JSON '{\"a\": 1}', ARRAY[JSON '1']", "CAST('abc' AS json)|JSON '{\"a\": 1}'|ARRAY[JSON '1']")]
    [InlineData("ARRAY[CAST(1.239 AS decimal(10,2))], CAST(1 AS bigint)", "ARRAY[CAST(1.239 AS decimal(10,2))]|CAST(1 AS bigint)")]
    [InlineData("(5), ARRAY[1, 'x'], MAP(ARRAY[1], ARRAY[]), ROW(), 1_000", "(5)|ARRAY[1, 'x']|MAP(ARRAY[1], ARRAY[])|ROW()|1_000")]
    public void Expression_ends_where_the_next_begins(string text, string arguments) =>
        Assert.Equal(arguments, string.Join('|', Arguments(text).Select(argument => text[argument.Start..argument.End])));

    [Theory]
    [InlineData("", "SYNTAX_ERROR")]
    [InlineData("1,", "SYNTAX_ERROR")]
    [InlineData("1 + 1, , 2", "NOT_SUPPORTED")]
    [InlineData("BIGINT 'x'", "INVALID_LITERAL")]
    [InlineData("1) FROM (orders.orders", "NOT_SUPPORTED")]
    public void What_is_no_expression_is_refused(string text, string error) =>
        Assert.Equal(error, Assert.Throws<QueryFailedException>(() => Arguments(text)).Failure.Code.Name);

    [Theory]
    [InlineData("EXECUTE x USING 1, 1 + 1, 'a', 'b' || ',' /* , */ , DATE '2026-01-31'", "SELECT             1 + 1,      'b' || ','")]
    [InlineData("  EXECUTE IMMEDIATE 'SELECT ?' USING\n f(1)\n, g(2)", "  SELECT                            \n f(1)\n, g(2)")]
    public void Expressions_are_a_query_in_the_places_where_they_are(string sql, string expected)
    {
        var execute = PreparedStatementReader.Execute(sql, new QuerySession());
        var arguments = execute is Statement.ExecuteImmediate immediate ? immediate.Values : ((Statement.Execute)execute!).Values;

        Assert.Equal(expected, ConstantText.Of(sql, [.. arguments.Where(argument => argument.Literal is null)]).TrimEnd());
    }

    [Theory]
    [InlineData("SELECT ?", "-1", "SELECT (-1)")]
    [InlineData("SELECT 2-?*3", "-1", "SELECT 2-(-1)*3")]
    [InlineData("SELECT ?*2", "1 + 1", "SELECT (1 + 1)*2")]
    [InlineData("SELECT a FROM t WHERE b=? AND c IN(?,?) LIMIT ?", "'x', DATE '2026-01-31', NULL, BIGINT '5'", "SELECT a FROM t WHERE b= 'x'  AND c IN( DATE '2026-01-31' , NULL ) LIMIT  BIGINT '5' ")]
    [InlineData("SELECT '?', \"?\" /* ? */, ? -- ?", "X'00'", "SELECT '?', \"?\" /* ? */,  X'00'  -- ?")]
    [InlineData("SELECT 'open ?", "1", "SELECT 'open ?")]
    public void Expressions_take_the_places_of_parameters(string sql, string values, string expected) =>
        Assert.Equal(expected, ExecutedText.Of(sql, values, Arguments(values)).Sql);

    [Fact]
    public void Place_of_a_failure_behind_values_is_that_of_the_prepared_text()
    {
        var text = ExecutedText.Of("SELECT ?,\n? + ? + x", "'long text', 2, -3", Arguments("'long text', 2, -3"));
        var at = text.Sql.IndexOf('x', text.Sql.IndexOf('\n', StringComparison.Ordinal)) - text.Sql.IndexOf('\n', StringComparison.Ordinal);

        Assert.Equal(new SqlPosition(2, 9), text.Placed(new QueryFailure(TrinoErrorCode.ColumnNotFound, "x", new SqlPosition(2, at))).Position);
    }

    [Theory]
    [InlineData("SELECT ?, '?', \"?\" -- ?\nWHERE a = ? /* ? */", "SELECT $1, '?', \"?\" -- ?\nWHERE a = $2 /* ? */", 2)]
    [InlineData("SELECT 1", "SELECT 1", 0)]
    [InlineData("VALUES ?, (?, IF(?, ?))", "VALUES ($1), ($2, IF($3, $4, NULL))", 4)]
    [InlineData("SELECT listagg(a ON OVERFLOW TRUNCATE ?) WITHIN GROUP (ORDER BY ?), current_timestamp(?)", "SELECT listagg(a , '' ORDER BY $1), current_timestamp", 1)]
    public void Parameters_get_numbers_in_the_order_of_the_text(string sql, string numbered, int count)
    {
        var text = GrammarText.Read(sql);

        Assert.Equal((numbered, count), (text.Sql, text.Parameters));
    }

    [Theory]
    [InlineData("SELECT ?1")]
    [InlineData("SELECT $1")]
    [InlineData("SELECT ?, $name")]
    public void Parameters_with_names_are_refused(string sql) =>
        Assert.Equal("NOT_SUPPORTED", Assert.Throws<QueryFailedException>(() => GrammarText.Read(sql)).Failure.Code.Name);

    [Fact]
    public void Place_of_a_failure_is_that_of_the_text_as_written()
    {
        var text = GrammarText.Read("SELECT ?, ?\n, ? + ? + x");
        var at = text.Sql.IndexOf('x', StringComparison.Ordinal) - text.Sql.IndexOf('\n', StringComparison.Ordinal);

        Assert.Equal(new SqlPosition(2, 11), text.Placed(new QueryFailure(TrinoErrorCode.ColumnNotFound, "x", new SqlPosition(2, at))).Position);
    }

    private static LiteralReader Reader(string sql) => new(new TokenCursor(SqlTokens.OfStatement(sql, int.MaxValue)), sql);

    private static IReadOnlyList<ParameterArgument> Arguments(string sql) => Reader(sql).ReadArguments();

    private static List<LiteralValue> Read(string sql) => [.. Arguments(sql).Select(argument => argument.Literal!)];
}
