using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

[Trait("Category", "Slow")]
public sealed class BucketIntakeTests(MinioServer store, PostgresFixture postgres) : IClassFixture<MinioServer>, IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Objects_below_the_prefix_are_read_and_a_rewritten_one_replaces_rows()
    {
        Skip.If(store.Missing is not null, store.Missing);
        using var client = new AmazonS3Client(new BasicAWSCredentials(MinioServer.RootAccessKey, MinioServer.RootSecretKey), new AmazonS3Config { ServiceURL = store.Address.ToString(), ForcePathStyle = true });
        await client.PutBucketAsync("exports");
        await PutAsync("customers/2026/a.csv", "customer_id,name\n1,Ana\n");
        await PutAsync("other/b.csv", "customer_id,name\n2,Bia\n");
        await using var world = await StartAsync(
            postgres,
            "name: crm\nkind: files\npath: s3://exports/customers\nevery: 1 second",
            $"Endpoint={store.Address};AccessKey={MinioServer.RootAccessKey};SecretKey={MinioServer.RootSecretKey}");
        await using var reading = world.Read();
        await world.HasAsync(Row(1, "Ana"));

        await PutAsync("customers/2026/a.csv", "customer_id,name\n1,Anna\n3,Caio\n");
        await world.HasAsync(Row(1, "Anna"), Row(3, "Caio"));
        await PutAsync("customers/2026/b\\c.csv", "customer_id,name\n4,Davi\n");
        await PutAsync("customers/2026/d.csv", "customer_id,name\n5,Eva\n");
        await world.HasAsync(Row(1, "Anna"), Row(3, "Caio"), Row(5, "Eva"));
        Assert.Contains("holds a control character or a backslash", Assert.Single(await world.Database.QueryAsync<string>("SELECT unnest(problems) FROM mesh.source_files")), StringComparison.Ordinal);
        Assert.Equal(["source:s3://exports|customers"], await world.Database.QueryAsync<string>("SELECT source FROM mesh.product_sources"));

        Task PutAsync(string key, string content) => client.PutObjectAsync(new PutObjectRequest { BucketName = "exports", Key = key, ContentBody = content });
    }
}
