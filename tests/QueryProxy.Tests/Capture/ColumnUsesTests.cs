using System.Text;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;
using MeshStarter.QueryProxy.Capture;
using MeshStarter.QueryProxy.Tests.Sql;

namespace MeshStarter.QueryProxy.Tests.Capture;

[Trait("Category", "Quick")]
public sealed class ColumnUsesTests(EngineParser engine) : IClassFixture<EngineParser>
{
    [Theory]
    [InlineData("SELECT id, total FROM o.o", "o: select id total")]
    [InlineData("SELECT * FROM o.o", "o: select customer id placed status total")]
    [InlineData("SELECT count(*) FROM o.o", "o:")]
    [InlineData("SELECT x.total AS t FROM o.o x WHERE x.status = 'paid' GROUP BY t HAVING max(x.id) > 1 ORDER BY x.placed", "o: select total where id status group total order placed")]
    [InlineData("SELECT status, sum(total) FROM o.o GROUP BY 1 ORDER BY 2", "o: select status total group status order total")]
    [InlineData("SELECT o.total FROM o.o o JOIN p.p ON o.id = p.order_id", "o: select total join id", "p: join order_id")]
    [InlineData("SELECT amount FROM o.o JOIN p.p p USING (id)", "o: join id", "p: select amount join id")]
    [InlineData("SELECT t FROM (SELECT total AS t, status FROM o.o) s WHERE s.status = 'x'", "o: select status total where status")]
    [InlineData("WITH a AS (SELECT id, total t FROM o.o), b AS (SELECT * FROM a WHERE t > 1) SELECT b.id FROM b ORDER BY b.t", "o: select id total where total order total")]
    [InlineData("SELECT id FROM o.o WHERE EXISTS (SELECT 1 FROM p.p WHERE p.order_id = o.id AND amount > 3)", "o: select id where id", "p: where amount order_id")]
    [InlineData("SELECT (SELECT max(amount) FROM p.p WHERE order_id = o.id) FROM o.o", "o: where id", "p: select amount where order_id")]
    [InlineData("SELECT id FROM o.o UNION SELECT order_id FROM p.p ORDER BY 1", "o: select id order id", "p: select order_id order order_id")]
    [InlineData("SELECT row_number() OVER (PARTITION BY status ORDER BY placed) FROM o.o QUALIFY rank() OVER (ORDER BY total) = 1", "o: group status order placed total")]
    [InlineData("SELECT sum(total) FILTER (WHERE status = 'x') FROM o.o", "o: select total where status")]
    [InlineData("SELECT customer.name, status.upper() FROM o.o", "o: select customer status")]
    [InlineData("SELECT x FROM o.o x", "o: select customer id placed status total")]
    [InlineData("SELECT id FROM o.o LIMIT (SELECT count(*) FROM p.p WHERE amount > 3)", "o: select id", "p: where amount")]
    [InlineData("SELECT id, total FROM o.o LIMIT 2 OFFSET (SELECT max(amount) FROM p.p)", "o: select id total", "p: select amount where amount")]
    [InlineData("SELECT o.o FROM o.o", "o: select customer id placed status total")]
    [InlineData("SELECT 1 FROM o.o WHERE mesh.o.o IS NULL", "o: where customer id placed status total")]
    [InlineData("SELECT id FROM o.o WHERE EXISTS (SELECT 1 FROM p.p AS city WHERE customer.city = 'x')", "o: select id where customer", "p:")]
    [InlineData("SELECT a FROM o.o AS t(a, b)", "o: select id")]
    [InlineData("SELECT list_transform([1], v -> v + total) FROM o.o", "o: select total")]
    [InlineData("SELECT a.id FROM o.o a, LATERAL (SELECT amount FROM p.p WHERE p.id = a.id) l", "o: select id where id", "p: select amount where id")]
    [InlineData("WITH RECURSIVE r(n) AS (SELECT id FROM o.o UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r", "o: select id where id")]
    [InlineData("WITH RECURSIVE r(a, b) AS (SELECT id, total FROM o.o UNION ALL SELECT b, a FROM r WHERE a > 1) SELECT 1 FROM r", "o: select id total where id total")]
    [InlineData("WITH RECURSIVE r(a, b, c, d, e, f) AS (SELECT id, 1, 2, 3, 4, 5 FROM o.o UNION ALL SELECT f, a, b, c, d, e FROM r) SELECT 1 FROM r WHERE f > 1", "o: select id where id")]
    [InlineData("WITH RECURSIVE r AS (SELECT * FROM (SELECT customer FROM o.o) q CROSS JOIN UNNEST(q.customer) UNION ALL SELECT r.customer, p.amount FROM r, p.p) SELECT 1 FROM r WHERE x > 1", "o: select customer where customer", "p: select amount where amount")]
    [InlineData("SELECT * FROM o.o JOIN p.p USING (id) ORDER BY id", "o: select customer id placed status total join id order id", "p: select amount id order_id join id order id")]
    [InlineData("SELECT id FROM (SELECT * FROM o.o RIGHT JOIN p.p USING (id)) t WHERE id > 1", "o: select customer id placed status total where id join id", "p: select amount id order_id where id join id")]
    [InlineData("SELECT total AS id FROM o.o ORDER BY id", "o: select total order total")]
    [InlineData("SELECT upper(status) AS total FROM o.o ORDER BY (SELECT max(amount) FROM p.p WHERE p.id = total)", "o: select status where status total", "p: select amount where id order amount")]
    [InlineData("SELECT upper(status) AS total FROM o.o GROUP BY status ORDER BY max(total)", "o: select status group status order total")]
    [InlineData("SELECT upper(status) AS total FROM o.o ORDER BY list_transform([1], v -> v + total)", "o: select status order status total")]
    [InlineData("SELECT upper(status) AS total FROM o.o ORDER BY total IN (SELECT amount FROM p.p)", "o: select status order total", "p: select amount order amount")]
    [InlineData("SELECT upper(status) AS total FROM o.o ORDER BY id.max(total)", "o: select status order id status")]
    [InlineData("SELECT upper(status) AS total FROM o.o ORDER BY total.upper()", "o: select status order total")]
    [InlineData("SELECT upper(status) AS total FROM o.o ORDER BY total || 'x'", "o: select status order status")]
    [InlineData("SELECT customer.total FROM o.o ORDER BY total + 1", "o: select customer order customer total")]
    [InlineData("SELECT customer.total AS total FROM o.o ORDER BY total + 1", "o: select customer order customer total")]
    [InlineData("SELECT u.* FROM o.o CROSS JOIN UNNEST(o.customer) AS u(total) ORDER BY total + 1", "o: select customer order customer total")]
    [InlineData("SELECT customer.* FROM o.o", "o: select customer")]
    [InlineData("SELECT #2 FROM p.p", "p: select amount id order_id")]
    [InlineData("SELECT _col0 FROM (SELECT total + 1 FROM o.o) t WHERE _col0 > 3", "o: select total where total")]
    [InlineData("SELECT v.t FROM o.o, LATERAL (VALUES (total)) v(t) WHERE v.t > 1", "o: select total where total")]
    [InlineData("SELECT u.c FROM o.o CROSS JOIN UNNEST(o.customer) AS u(c) WHERE u.c = 'x'", "o: select customer where customer")]
    [InlineData("SELECT id FROM o.o WHERE EXISTS (SELECT 1 FROM (VALUES (1)) v(total) WHERE total > 1)", "o: select id")]
    [InlineData("SELECT id FROM o.o WHERE EXISTS (SELECT 1 FROM UNNEST(customer) AS u(x) WHERE x = total)", "o: select customer id where customer total")]
    [InlineData("SELECT id FROM o.o WHERE EXISTS (SELECT 1 FROM range(3) WHERE total > 1)", "o: select id where total")]
    [InlineData("SELECT y FROM (SELECT * FROM o.o JOIN p.p USING (id)) t(a, b, c, d, e, x, y) WHERE y > 1", "o: select customer id placed status total where customer id placed status total join id", "p: select amount id order_id where amount id order_id join id")]
    [InlineData("SELECT id, total FROM o.o UNION SELECT * FROM p.p JOIN p.p q USING (id) ORDER BY total", "o: select id total order total", "p: select amount id order_id join id order amount id order_id", "p: select amount id order_id join id order amount id order_id")]
    public void Columns_are_found_by_clause(string sql, params string[] expected)
    {
        var tables = Tables(sql);

        var columns = ColumnUses.Of(new QueryReading(sql, engine.Sandbox.Parse(sql), tables, []));

        Assert.NotNull(columns);
        Assert.Equal(expected, tables.Zip(columns).OrderBy(each => each.First.Product.ToString(), StringComparer.Ordinal).Select(each => $"{each.First.Product.Domain}:{Text(each.Second)}"));
    }

    [Fact]
    public void Query_of_an_unknown_form_uses_unknown_columns() =>
        Assert.Null(ColumnUses.Of(new QueryReading("", Encoding.UTF8.GetBytes("""{"error": false, "statements": [{"node": {"type": "NEWER_NODE"}}]}"""), [], [])));

    [Theory]
    [InlineData("SELECT amount FROM o.o NATURAL JOIN p.p")]
    [InlineData("SELECT * REPLACE ((SELECT amount FROM p.p LIMIT 1) AS id) FROM o.o")]
    public void Columns_that_a_refused_form_does_not_name_are_unknown(string sql) =>
        Assert.Null(ColumnUses.Of(new QueryReading(sql, engine.Sandbox.Parse(sql), Tables(sql), [])));

    [Fact]
    public void Table_that_is_named_twice_has_both_places()
    {
        const string Sql = "SELECT a.id FROM o.o a JOIN o.o b ON a.id = b.total";

        var columns = ColumnUses.Of(new QueryReading(Sql, engine.Sandbox.Parse(Sql), Tables(Sql), []))!;

        Assert.Equal([" select id join id", " join total"], columns.Select(Text));
    }

    private List<ReadTable> Tables(string sql) => [.. engine.Analyze(sql).Tables.Select(table => new ReadTable(
        table.Offset, new DataProductId(table.Schema, table.Name), 1, table.Schema == "o" ? ["id", "status", "total", "placed", "customer"] : ["id", "order_id", "amount"], null, null))];

    private static string Text(CapturedColumns columns) => string.Concat(
        new[] { ("select", columns.Select), ("where", columns.Where), ("join", columns.Join), ("group", columns.Group), ("order", columns.Order) }
            .Where(clause => clause.Item2.Count > 0).Select(clause => $" {clause.Item1} {string.Join(' ', clause.Item2)}"));
}
