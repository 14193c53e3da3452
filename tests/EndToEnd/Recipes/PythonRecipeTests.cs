namespace MeshStarter.EndToEnd.Recipes;

/// <summary>The recipes of docs/connect.md for Python.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class PythonRecipeTests(ImportedMesh imported, PythonRecipes python) : IClassFixture<PythonRecipes>
{
    [SkippableFact]
    public async Task Client_prints_ten_orders()
    {
        Rows.AreTenMaskedOrders(await python.RunAsync(await ConnectPage.OfAsync(imported), "Python"));
    }

    [SkippableFact]
    public async Task Sqlalchemy_prints_the_total_of_each_status()
    {
        var printed = await python.RunAsync(await ConnectPage.OfAsync(imported), "SQLAlchemy");

        Assert.All(printed.Trim().Split('\n'), row => Assert.Matches(@"^\('[a-z]+', Decimal\('[0-9.]+'\)\)$", row));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Pyarrow_prints_columns_as_the_reader_gets_them()
    {
        var printed = await python.RunAsync(await ConnectPage.OfAsync(imported), "pyarrow");

        Assert.StartsWith("pyarrow.Table\norder_id: ", printed, StringComparison.Ordinal);
        Assert.Contains("customer_email: string", printed, StringComparison.Ordinal);
        Assert.Contains("\"****\"", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("@", printed, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task PyIceberg_prints_ten_rows_of_the_files()
    {
        await imported.Mesh.QueryUntilAsync("SELECT 1 AS one FROM inventory.stock_levels LIMIT 1", ConnectPage.Reader, rows => rows.Count > 0);

        var printed = await python.RunAsync(await ConnectPage.OfAsync(imported), "PyIceberg");

        Assert.StartsWith("pyarrow.Table\nproduct_id: ", printed, StringComparison.Ordinal);
        Assert.Contains("on_hand: int64", printed, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Supersets_address_and_parameters_reflect_what_the_reader_may_discover()
    {
        var page = await ConnectPage.OfAsync(imported);

        var seen = await python.ReflectAsync(page.Lines("Superset", "text"), page.Lines("Superset", "json"));

        Assert.Equal("""["mesh","system"]""", seen["catalogs"]!.ToJsonString());
        Assert.Equal(["information_schema", "inventory", "orders", "payments"], seen["schemas"]!.AsArray().Select(schema => schema!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal("""["fact_order_events","orders"]""", seen["tables"]!.ToJsonString());
        Assert.Equal("""["customer_city","VARCHAR",true,"City the parcel goes to"]""", seen["columns"]![6]!.ToJsonString());
        Assert.Equal("""["total","DECIMAL(18, 2)",false,"Items and freight"]""", seen["columns"]![3]!.ToJsonString());
        Assert.Equal("""{"text":"Every order of the shop in its current state, a row an order"}""", seen["comment"]!.ToJsonString());
        Assert.Equal("[true,false,true,false]", seen["has"]!.ToJsonString());
        foreach (var none in new[] { "views", "indexes", "key", "foreign", "unique", "checks", "sequences", "temporary" })
        {
            Assert.Equal("[]", seen[none]!.ToJsonString());
        }

        Assert.Equal("[\"476\"]", seen["version"]!.ToJsonString());
        Assert.Equal(10, seen["rows"]!.GetValue<int>());
        Assert.Equal("[]", seen["failed"]!.ToJsonString());
    }
}
