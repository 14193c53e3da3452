namespace MeshStarter.EndToEnd.Foreign;

/// <summary>npm's icebird and hyparquet, which no one here wrote, on the tables of the whole mesh.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class IcebirdTests(ImportedMesh imported, IcebirdClient client) : IClassFixture<IcebirdClient>
{
    [SkippableFact]
    public Task Files_that_an_owner_may_have_give_the_rows_and_others_are_refused() => AssertSameRowsAsync("payments-owner");

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [InlineData("analyst")]
    [InlineData("orders-owner")]
    [InlineData("inventory-owner")]
    public Task Metadata_manifests_and_files_of_every_product_give_its_rows(string persona) => AssertSameRowsAsync(persona);

    private async Task AssertSameRowsAsync(string persona)
    {
        var products = await ListedProduct.AllAsync(imported.Mesh);

        var seen = await client.ReadAsync(new Uri($"{imported.Mesh.Url("catalog")}iceberg"), await imported.Mesh.TokenAsync(persona), products.Select(product => product.Name));

        foreach (var product in products)
        {
            var what = $"{product.Name} as {persona}";
            var table = seen[product.Name]!;
            if (!product.ShowsRaw(persona))
            {
                Assert.Contains("Rules: personal-data-is-masked.", table["refused"]!.GetValue<string>(), StringComparison.Ordinal);
                continue;
            }

            foreach (var (snapshot, rows) in table["states"]!.AsObject())
            {
                SameRows.Equal(await imported.Mesh.QueryAsync($"SELECT * FROM {product.Name} FOR VERSION AS OF {snapshot}", persona), SameRows.Of(rows), $"{what}, snapshot {snapshot}");
            }

            SameRows.Equal(SameRows.Of(table["states"]![table["current"]!.GetValue<string>()]), SameRows.Of(table["rows"]), $"{what}, file by file");
            Assert.True(table["described"]!.GetValue<bool>(), $"{what}: a file's rows or field ids are not those that the table says.");
        }
    }
}
