namespace MeshStarter.EndToEnd.Recipes;

/// <summary>The recipes of docs/connect.md for tools that connect with Trino's JDBC driver.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class JdbcRecipeTests(ImportedMesh imported, JdbcRecipes recipes) : IClassFixture<JdbcRecipes>
{
    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Address_and_properties_read_ten_orders()
    {
        var seen = await recipes.SeenAsync(imported);

        Rows.AreTenMaskedOrders(string.Join('\n', seen["jdbc row"]));
        Assert.Equal(10, seen["jdbc row"].Count());
        Assert.Equal("analyst mesh orders", Assert.Single(seen["jdbc session"]));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Dbeavers_driver_properties_connect_and_its_tree_has_what_the_reader_may_discover()
    {
        var seen = await recipes.SeenAsync(imported);

        Assert.Equal("[mesh, system]", Assert.Single(seen["dbeaver catalogs"]));
        Assert.Equal("[information_schema, inventory, orders, payments]", Assert.Single(seen["dbeaver schemas"]));
        Assert.Equal("[fact_order_events|TABLE, orders|TABLE]", Assert.Single(seen["dbeaver tables"]));
        Assert.StartsWith("[order_id|uuid|NO|Names the order, customer_id|uuid|NO|Who ordered, status|varchar|NO|", Assert.Single(seen["dbeaver columns"]), StringComparison.Ordinal);
        Assert.StartsWith("CREATE TABLE mesh.orders.orders (", Assert.Single(seen["dbeaver ddl"]), StringComparison.Ordinal);
        Assert.Equal("[]", Assert.Single(seen["dbeaver keys"]));
        Assert.Equal("200", Assert.Single(seen["dbeaver page"]));
        Assert.Equal("300", Assert.Single(seen["dbeaver count"]));
        Assert.Equal("[]", Assert.Single(seen["dbeaver none"]));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Every_statement_of_metabase_is_answered()
    {
        var seen = await recipes.SeenAsync(imported);

        Assert.Empty(seen["metabase failed"]);
        Assert.Empty(seen["metabase empty"]);
        Assert.Equal("[mesh]", seen["metabase rows"].First());
        Assert.Equal("[Europe/Berlin]", Assert.Single(seen["metabase zone"]));
    }
}
