using Amazon.S3;
using Amazon.S3.Model;
using MeshStarter.TestKit;

namespace MeshStarter.Setup.Tests;

/// <summary>Buckets at a store that no one here wrote.</summary>
public sealed class BucketSetupTests(MinioServer store) : IClassFixture<MinioServer>
{
    [SkippableFact]
    public async Task Buckets_are_made_once_and_kept_with_what_is_in_them()
    {
        Skip.If(store.Missing is not null, store.Missing);

        var made = await SetUpAsync("orders, customer_care,platform");
        using var client = Client();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = "mesh-orders", Key = "kept", ContentBody = "kept" });
        var again = await SetUpAsync("orders, customer_care,platform,shipping");

        Assert.Equal((0, ""), (made.Exit, made.Errors));
        Assert.EndsWith("mesh-orders, mesh-customer-care, mesh-platform; 3 made.\n", made.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (again.Exit, again.Errors));
        Assert.EndsWith("mesh-shipping; 1 made.\n", again.Output, StringComparison.Ordinal);
        Assert.Equal(["kept"], (await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "mesh-orders" })).S3Objects.Select(found => found.Key));
    }

    [SkippableFact]
    public async Task Keys_that_may_make_no_bucket_are_named_in_one_line()
    {
        Skip.If(store.Missing is not null, store.Missing);

        var (exit, output, errors) = await SetUpAsync("refused", secretKey: "not-the-secret-key");

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith($"Setting Mesh:Storage:S3: {store.Address.ToString().TrimEnd('/')}", errors, StringComparison.Ordinal);
        Assert.Contains("SignatureDoesNotMatch", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("orders", "", "Setting Mesh:Storage:Buckets: missing or none of an object store.")]
    [InlineData("orders", "/srv/buckets", "Setting Mesh:Storage:Buckets: missing or none of an object store.")]
    [InlineData(" ,", "s3://mesh-", "Setting Mesh:Setup:Buckets: it names no domain.")]
    [InlineData("Orders", "s3://mesh-", "Setting Mesh:Setup:Buckets: mesh-Orders is no bucket's name.")]
    public async Task Wrong_name_is_refused_before_anything_is_made(string buckets, string beginning, string line)
    {
        var (exit, output, errors) = await SetupProgram.RunAsync(
            ("Mesh:Setup:Buckets", buckets), ("Mesh:Storage:Buckets", beginning), ("Mesh:Storage:S3:AccessKey", "key"), ("Mesh:Storage:S3:SecretKey", "secret"), ("Mesh:Storage:S3:Endpoint", "http://127.0.0.1:1"));

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith(line, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_of_another_type_is_named_in_one_line()
    {
        var (exit, output, errors) = await SetupProgram.RunAsync(("Mesh:Setup:Buckets", "orders"), ("Mesh:Storage:Buckets", "s3://mesh-"), ("Mesh:Storage:S3:PathStyle", "yes"));

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("'yes' at 'Mesh:Storage:S3:PathStyle'", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private Task<(int Exit, string Output, string Errors)> SetUpAsync(string buckets, string secretKey = MinioServer.RootSecretKey) => SetupProgram.RunAsync(
        ("Mesh:Setup:Buckets", buckets),
        ("Mesh:Storage:Buckets", "s3://mesh-"),
        ("Mesh:Storage:S3:Endpoint", store.Address.ToString()),
        ("Mesh:Storage:S3:AccessKey", MinioServer.RootAccessKey),
        ("Mesh:Storage:S3:SecretKey", secretKey));

    private AmazonS3Client Client() => new(MinioServer.RootAccessKey, MinioServer.RootSecretKey, new AmazonS3Config { ServiceURL = store.Address.ToString(), ForcePathStyle = true });
}
