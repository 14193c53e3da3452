namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The catalog's answer about a product is valid until it names another revision of it.</summary>
[Collection(RulesCollection.Name)]
public sealed class RevisionTests(RuleKindTests.RulesFixture mesh)
{
    [Fact]
    public async Task Product_is_requested_again_once_it_has_changed()
    {
        var product = TestProducts.Product("payments.revised", [TestProducts.Column("id", "BIGINT"), TestProducts.Column("note", "STRING")]);
        await mesh.PublishAsync(product, "SELECT 1 AS id, 'a' AS note");
        var session = mesh.Session(mesh.Analyst);
        const string Query = "SELECT * FROM payments.revised";

        Assert.Equal("""[[1,"a"]]""", (await session.RunAsync(Query)).Data);
        mesh.Services.Requested.Clear();
        Assert.Equal("""[[1,"a"]]""", (await session.RunAsync(Query)).Data);
        Assert.DoesNotContain("/products/payments.revised", mesh.Services.Requested);
        Assert.Contains(mesh.Services.Requested, address => address.StartsWith("/iceberg/", StringComparison.Ordinal));

        mesh.Services.Register(product with { Schema = [product.Schema[0]] });

        Assert.Equal("[[1]]", (await session.RunAsync(Query)).Data);
        Assert.Contains("/products/payments.revised", mesh.Services.Requested);
    }

    [Fact]
    public async Task Product_that_is_there_no_more_is_not_found()
    {
        var product = TestProducts.Product("payments.passing", [TestProducts.Column("id", "BIGINT")]);
        await mesh.PublishAsync(product, "SELECT 1 AS id");
        var session = mesh.Session(mesh.Analyst);
        Assert.Equal("[[1]]", (await session.RunAsync("SELECT * FROM payments.passing")).Data);

        mesh.Services.Remove(product.Name);

        Assert.Equal("TABLE_NOT_FOUND", (await session.RunAsync("SELECT * FROM payments.passing")).ErrorName);
    }

    [Fact]
    public async Task Text_that_comes_again_is_answered_from_the_state_and_the_moment_that_it_comes_at()
    {
        var product = TestProducts.Product("payments.repeated", [TestProducts.Column("id", "BIGINT"), TestProducts.Column("note", "STRING")]);
        var table = await mesh.PublishAsync(product);
        var session = mesh.Session(mesh.Analyst);
        var moments = new HashSet<string>(StringComparer.Ordinal);
        for (var rows = 1; rows <= 3; rows++)
        {
            await table.AppendAsync($"SELECT {rows} AS id, 'a' AS note");
            for (var again = 0; again < 4; again++)
            {
                Assert.Equal($"[[{rows},{rows}]]", (await session.RunAsync("SELECT count(*), max(id) FROM payments.repeated")).Data);
                Assert.Equal("""[["a"]]""", (await session.RunAsync("SELECT max(note) FROM payments.repeated")).Data);
                moments.Add((await session.RunAsync("SELECT CAST(current_timestamp AS varchar), count(*) FROM payments.repeated")).Data);
            }
        }

        Assert.Equal(12, moments.Count);
        mesh.Services.Register(product with { Schema = [product.Schema[0], TestProducts.Column("note", "STRING", tags: ["pii.email"])] });
        Assert.Equal("""[["****"]]""", (await session.RunAsync("SELECT max(note) FROM payments.repeated")).Data);
    }
}
