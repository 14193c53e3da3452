using MeshStarter.EndToEnd.Storage;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>Trino, which no one here wrote, on the tables of a mesh whose buckets are in an S3 store.</summary>
[Collection(S3Mesh.Collection)]
[Trait("Category", "Slow")]
public sealed class TrinoS3Tests(S3Mesh s3, TrinoServer trino) : IClassFixture<TrinoServer>
{
    [SkippableFact]
    public async Task Trino_reads_a_product_with_what_it_is_vended_and_of_a_masked_one_nothing()
    {
        Skip.If(s3.Missing is not null, s3.Missing);
        await s3.Mesh.QueryUntilAsync("SELECT count(*) AS n FROM inventory.stock_levels", "analyst", rows => rows.Count == 1 && rows[0].GetProperty("n").GetInt64() >= s3.Shop.Sold.Count);
        // As docs/storage.md sets a catalog up: the keys are the ones that come with each table.
        await trino.RunAsync(
            $"""
            CREATE CATALOG mesh_s3 USING iceberg WITH (
                "iceberg.catalog.type" = 'rest',
                "iceberg.rest-catalog.uri" = '{s3.Mesh.Url("catalog")}iceberg',
                "iceberg.rest-catalog.security" = 'OAUTH2',
                "iceberg.rest-catalog.oauth2.token" = '{await s3.Mesh.TokenAsync("analyst")}',
                "iceberg.rest-catalog.vended-credentials-enabled" = 'true',
                "fs.native-s3.enabled" = 'true',
                "s3.endpoint" = '{s3.Store.Address.ToString().TrimEnd('/')}',
                "s3.region" = 'us-east-1',
                "s3.path-style-access" = 'true')
            """);

        var sold = (await trino.RunAsync("SELECT sum(sold) FROM mesh_s3.inventory.stock_levels")).Value.GetInt64();
        var refused = await Assert.ThrowsAsync<TrinoFailedException>(() => trino.RunAsync("SELECT count(*) FROM mesh_s3.orders.orders"));

        Assert.Equal((await s3.Mesh.QueryAsync("SELECT CAST(sum(sold) AS BIGINT) AS n FROM inventory.stock_levels", "analyst"))[0].GetProperty("n").GetInt64(), sold);
        Assert.Contains("Rules: personal-data-is-masked.", refused.Message, StringComparison.Ordinal);
    }
}
