using System.Text;
using MeshStarter.DuckDb.Parsing;

namespace MeshStarter.DuckDb.Tests.Parsing;

public sealed class SqlTreeTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    private const string A = "(VALUES (1, [10, 20]), (2, [30])) a(x, l)";
    private const string B = "(VALUES (10), (20)) b(y)";
    private const string C = "(VALUES (20), (99)) c(z)";

    [Theory]
    [InlineData($"{A} CROSS JOIN {B} RIGHT JOIN {C} ON c.z = b.y")]
    [InlineData($"{A} CROSS JOIN {B} LEFT JOIN {C} ON c.z = b.y AND a.x = 1")]
    [InlineData($"{A} CROSS JOIN {B} FULL JOIN {C} ON c.z = b.y")]
    [InlineData($"{A}, {B} RIGHT JOIN {C} ON c.z = b.y")]
    [InlineData($"{A} LEFT JOIN ({B} CROSS JOIN {C}) ON c.z = b.y AND a.x = 2")]
    [InlineData($"({A} CROSS JOIN {B}) CROSS JOIN {C} WHERE c.z = b.y")]
    [InlineData($"{A} CROSS JOIN UNNEST(a.l) u(y) LEFT JOIN {C} ON c.z = u.y")]
    [InlineData($"{A} CROSS JOIN UNNEST(a.l) u(y) RIGHT JOIN {C} ON c.z = u.y")]
    [InlineData($"{A} CROSS JOIN LATERAL (SELECT a.x * 20 AS z) d FULL JOIN {C} USING (z)")]
    [InlineData($"{A} CROSS JOIN {B} JOIN {C} ON c.z > b.y, LATERAL (SELECT c.z - a.x AS w) d")]
    public void Joins_have_the_same_rows_in_the_text_of_their_tree(string joins)
    {
        var sql = $"SELECT * FROM {joins} ORDER BY ALL";
        using var writer = SqlTree.PrepareWriter(db.Connection);

        var text = SqlTree.TextOf(writer, Encoding.UTF8.GetString(SqlTree.Of(db.Connection, sql)));

        Assert.NotEqual(sql, text);
        var rows = db.Rows(sql);
        Assert.NotEmpty(rows);
        Assert.Equal(rows, db.Rows(text));
    }
}
