using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The major version of a product that a query names.</summary>
[Collection(ProxyCollection.Name)]
public sealed class MajorVersionTests(ProxyFixture mesh)
{
    [Fact]
    public async Task Plain_name_is_the_default_one_s_and_each_has_its_own_columns()
    {
        await MakeAsync("inventory.prices", 1, MajorVersionState.Deprecated, isDefault: false, "SELECT 1 AS id, 7 AS amount", ("amount", "INTEGER"));
        await MakeAsync("inventory.prices", 2, MajorVersionState.Active, isDefault: true, "SELECT 1 AS id, 7.5 AS amount, 'BRL' AS currency", ("amount", "DECIMAL(18,2)"), ("currency", "STRING"));

        Assert.Equal("""[[1,"7.50","BRL"]]""", await mesh.RowsAsync("SELECT * FROM inventory.prices"));
        Assert.Equal("[[1,7]]", await mesh.RowsAsync("SELECT * FROM inventory.\"prices@1\""));
        Assert.Equal("""[[1,"7.50","BRL"]]""", await mesh.RowsAsync("SELECT * FROM mesh.inventory.\"PRICES@2\""));
        Assert.Equal("[[7,7]]", await mesh.RowsAsync("SELECT CAST(new.amount AS INTEGER) - 1, old.amount FROM inventory.prices AS new JOIN inventory.\"prices@1\" AS old USING (id)"));
    }

    [Fact]
    public async Task Shown_is_the_version_that_is_named()
    {
        await MakeAsync("inventory.rates", 1, MajorVersionState.Deprecated, isDefault: false, "SELECT 1 AS id, 7 AS amount", ("amount", "INTEGER"));
        await MakeAsync("inventory.rates", 2, MajorVersionState.Active, isDefault: true, "SELECT 1 AS id, 7.5 AS amount", ("amount", "DECIMAL(18,2)"));

        Assert.Equal("""[["id","bigint","","The id"],["amount","integer","","The amount"]]""", await mesh.RowsAsync("DESCRIBE inventory.\"rates@1\""));
        Assert.Equal("""[["id","bigint","","The id"],["amount","decimal(18,2)","","The amount"]]""", await mesh.RowsAsync("SHOW COLUMNS FROM inventory.\"RATES@2\""));
        Assert.Equal(await mesh.RowsAsync("SHOW COLUMNS FROM inventory.\"rates@2\""), await mesh.RowsAsync("DESCRIBE inventory.rates"));
        Assert.Equal("""[[null,null,"analyst","USER","mesh","inventory","rates","SELECT","NO",null]]""", await mesh.RowsAsync("SHOW GRANTS ON inventory.\"rates@1\""));
    }

    [Fact]
    public async Task Retired_one_names_its_successor()
    {
        await MakeAsync("inventory.tariffs", 1, MajorVersionState.Retired, isDefault: false, "SELECT 1 AS id", successor: "inventory.tariffs@2");
        await MakeAsync("inventory.tariffs", 2, MajorVersionState.Active, isDefault: true, "SELECT 2 AS id");

        var refused = await mesh.Session(mesh.Analyst).RunAsync("SELECT * FROM inventory.\"tariffs@1\"");

        Assert.Equal(("TABLE_NOT_FOUND", "line 1:15: Table 'mesh.inventory.tariffs@1' was retired; inventory.tariffs@2 takes its place"), (refused.ErrorName, refused.Message));
        Assert.Equal("Table 'mesh.inventory.tariffs@1' was retired; inventory.tariffs@2 takes its place", (await mesh.Session(mesh.Analyst).RunAsync("SHOW STATS FOR inventory.\"tariffs@1\"")).Message);
        Assert.Equal("[[2]]", await mesh.RowsAsync("SELECT * FROM inventory.tariffs"));
    }

    [Theory]
    [InlineData("inventory.\"prices@9\"")]
    [InlineData("inventory.\"prices@01\"")]
    [InlineData("inventory.\"prices@\"")]
    [InlineData("inventory.prices_v1")]
    public async Task What_is_not_there_is_not_found(string name) =>
        Assert.Equal("TABLE_NOT_FOUND", (await mesh.Session(mesh.Analyst).RunAsync($"SELECT * FROM {name}")).ErrorName);

    private Task MakeAsync(string name, int major, MajorVersionState state, bool isDefault, string rows, params (string Name, string Type)[] columns) =>
        MakeAsync(name, major, state, isDefault, rows, successor: null, columns);

    private Task MakeAsync(string name, int major, MajorVersionState state, bool isDefault, string rows, string? successor, params (string Name, string Type)[] columns) => mesh.PublishAsync(
        TestProducts.Major(name, [TestProducts.Column("id", "BIGINT"), .. columns.Select(column => TestProducts.Column(column.Name, column.Type))], new ProductVersion(major, 0, 0), isDefault, state, successor), rows);
}
