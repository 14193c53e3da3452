using MeshStarter.Contracts.Queries;

namespace MeshStarter.Contracts.Tests.Queries;

[Trait("Category", "Quick")]
public sealed class NormalizedSqlTests
{
    [Theory]
    [InlineData("SELECT  Total FROM orders.orders -- for ann@example.org\nWHERE status = 'paid' AND total > 12.50;", "select total from orders.orders where status = ? and total > ?")]
    [InlineData("select * /* a /* nested */ comment */ from a.b where x in (1, 2, 3) limit 10", "select * from a.b where x in (?) limit ?")]
    [InlineData("SELECT E'it\\'s', X'ff', $$any 'thing'$$, $t$a$$b$t$, DATE '2026-01-01', 1e-5, .5, 0x1F", "select ?, date ?")]
    [InlineData("SELECT \"Order Id\", t1.c2[1]::INTEGER, count(*) FROM \"a\".\"b\" t1", "select \"Order Id\", t1.c2[?]::integer, count(*) from \"a\".\"b\" t1")]
    [InlineData("SELECT a<=-1||'x' FROM t WHERE NOT (a = 2)", "select a <=- ? || ? from t where not (a = ?)")]
    public void Text_has_no_literal_and_no_comment(string sql, string expected) => Assert.Equal(expected, NormalizedSql.Of(sql));

    [Fact]
    public void Texts_that_differ_in_literals_blanks_and_case_have_one_fingerprint()
    {
        static string Of(string sql) => NormalizedSql.Fingerprint(NormalizedSql.Of(sql)!);

        Assert.Equal(Of("SELECT a FROM t WHERE b IN ('x', 'y')"), Of("select  A\nfrom T where b in ('z')"));
        Assert.NotEqual(Of("SELECT a FROM t WHERE b = 1"), Of("SELECT a FROM t WHERE c = 1"));
    }

    [Theory]
    [InlineData("SELECT 'never ends")]
    [InlineData("SELECT $$never ends")]
    [InlineData("SELECT \"never ends")]
    public void Text_that_ends_within_a_literal_is_not_split(string sql) => Assert.Null(NormalizedSql.Of(sql));

    [Theory]
    [InlineData("SELECT \"ann@example.org\" FROM t", "select ? from t")]
    [InlineData("SELECT 'C:\\', 'secret'", null)]
    [InlineData("SELECT 'a\\' OR secret'", null)]
    [InlineData("SELECT 1 # secret", null)]
    [InlineData("SELECT /* a /* b */ secret */ 1", null)]
    public void Text_of_another_dialect_keeps_nothing_that_may_be_a_literal(string sql, string? expected) => Assert.Equal(expected, NormalizedSql.Of(sql, quotesAreNames: false));
}
