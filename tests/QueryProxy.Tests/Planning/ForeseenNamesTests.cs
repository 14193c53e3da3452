using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Tests.Planning;

public sealed class ForeseenNamesTests
{
    [Theory]
    [InlineData("SELECT * FROM orders.orders WHERE id = 1", null, "orders.orders")]
    [InlineData("SELECT o.total FROM Orders.\"orders@2\" o JOIN mesh.payments.ledger USING (id)", null, "mesh.payments,o.total,orders.orders@2,payments.ledger")]
    [InlineData("SELECT 'orders.orders' /* payments.ledger */ -- a.b", null, "")]
    [InlineData("SELECT total FROM orders, ledger JOIN customers USING (id)", "payments", "payments.customers,payments.ledger,payments.orders")]
    [InlineData("SELECT total FROM orders", null, "")]
    [InlineData("SELECT 1 FROM \"no.name\".\"a b\"", null, "")]
    [InlineData("not a query 'that ends", null, "")]
    public void Names_that_may_be_products_are_found_in_a_text(string sql, string? schema, string expected) =>
        Assert.Equal(expected, string.Join(',', ForeseenNames.In(sql, schema).Select(product => product.ToString()).Order(StringComparer.Ordinal)));
}
