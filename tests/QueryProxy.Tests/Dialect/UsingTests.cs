namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>Columns of USING behind a star: they are before all others, and of neither table.</summary>
[Collection(DialectCollection.Name)]
public sealed class UsingTests(DialectFixture mesh)
{
    private const string A = "(VALUES (2, 1)) AS a(x, k)";
    private const string B = "(VALUES (3, 1)) AS b(y, k)";
    private const string C = "(VALUES (4, 1)) AS c(z, k)";
    private const string D = "(VALUES (3, 5)) AS d(y, v)";

    [Theory]
    [InlineData($"SELECT a.* FROM {A} JOIN {B} USING (k)", "[[2]]")]
    [InlineData($"SELECT B.*, A.*, k FROM {A} LEFT JOIN {B} USING (K)", "[[3,2,1]]")]
    [InlineData($"SELECT b.*, a.* FROM {A} JOIN {B} USING (k) CROSS JOIN (VALUES 9) AS w(k)", "[[3,2]]")]
    [InlineData($"SELECT w.* FROM {A} JOIN {B} USING (k) CROSS JOIN (VALUES 9) AS w(k)", "[[9]]")]
    [InlineData($"SELECT a.*, c.* FROM {A} JOIN {B} USING (k) JOIN {C} USING (k)", "[[2,4]]")]
    [InlineData($"SELECT b.*, 0, d.* FROM {A} JOIN (SELECT y, k, 7 AS w FROM {B}) AS b USING (k) JOIN {D} USING (y)", "[[7,0,5]]")]
    [InlineData($"WITH b AS (SELECT y, k, 7 AS w FROM {B}) SELECT a.*, b.*, d.* FROM {A} JOIN b USING (k) JOIN {D} USING (y)", "[[2,7,5]]")]
    [InlineData("SELECT customers.*, c.id FROM (SELECT customer_id, id FROM sales) AS c JOIN customers USING (customer_id) WHERE id = 1", """[["customer 1","RJ","2023-02-28",1]]""")]
    [InlineData("SELECT c.*, v.* FROM customers AS c JOIN sales AS s USING (customer_id) JOIN (VALUES (1, 'x')) AS v(id, x) USING (id)", """[["customer 1","RJ","2023-02-28","x"]]""")]
    [InlineData("SELECT q.c FROM (SELECT c.*, s.id FROM sales AS s JOIN customers AS c USING (customer_id) WHERE s.id = 1) AS q(a, b, c, d)", """[["2023-02-28"]]""")]
    public async Task Star_of_one_table_leaves_them_out(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData($"SELECT * FROM {A} JOIN {B} USING (k)", "[[1,2,3]]")]
    [InlineData($"SELECT * FROM {A} JOIN {B} USING (k) JOIN {C} USING (k)", "[[1,2,3,4]]")]
    [InlineData($"SELECT * FROM {A} JOIN {B} USING (k) JOIN {D} USING (y)", "[[3,1,2,5]]")]
    [InlineData($"SELECT * FROM {A} LEFT JOIN {B} USING (k) JOIN {D} ON d.y = b.y", "[[1,2,3,3,5]]")]
    [InlineData($"SELECT *, 0 FROM {A} CROSS JOIN {D} FULL JOIN {B} USING (y)", "[[3,2,1,5,1,0]]")]
    [InlineData("SELECT * FROM customers AS c JOIN (VALUES (1, 7)) AS v(customer_id, x) USING (customer_id) CROSS JOIN (VALUES 9) AS w(customer_id)", """[[1,"customer 1","RJ","2023-02-28",7,9]]""")]
    [InlineData("SELECT * FROM customers AS c JOIN (VALUES (1, 7)) AS v(customer_id, x) USING (customer_id) CROSS JOIN UNNEST(ARRAY[8]) AS t(n)", """[[1,"customer 1","RJ","2023-02-28",7,8]]""")]
    [InlineData($"SELECT count(*) FROM {A} JOIN {B} USING (k) JOIN {D} USING (y)", "[[1]]")]
    [InlineData($"SELECT 1 WHERE EXISTS (SELECT * FROM {A} JOIN {B} USING (k) CROSS JOIN (VALUES 9) AS w(k))", "[[1]]")]
    public async Task Star_has_them_first(string sql, string rows) => Assert.Equal(rows, await mesh.RowsAsync(sql));

    [Theory]
    [InlineData($"SELECT * FROM {A} JOIN {B} USING (k) CROSS JOIN (VALUES 9) AS w(k)", "*")]
    [InlineData($"SELECT * FROM {A} CROSS JOIN ({B} JOIN {C} USING (k))", "*")]
    [InlineData("SELECT t.* FROM information_schema.columns AS t JOIN (VALUES 'id') AS v(column_name) USING (column_name) JOIN (VALUES 'shop') AS w(table_schema) USING (table_schema)", "t.*")]
    public async Task Star_whose_order_cannot_be_Trinos_is_refused(string sql, string star)
    {
        var answer = await mesh.Session().RunAsync(sql);

        Assert.Equal(("NOT_SUPPORTED", $"line 1:8: The place of USING's columns behind {star} is not certain here. Name the columns instead of writing {star}."), (answer.ErrorName, answer.Message));
    }
}
