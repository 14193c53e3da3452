using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Setup.Tests;

/// <summary>Buckets at a store that no one here wrote.</summary>
[Collection(MinioCollection.Name)]
public sealed class BucketSetupTests(MinioServer store)
{
    [SkippableFact]
    public async Task Buckets_are_made_once_and_kept_with_what_is_in_them()
    {
        Skip.If(store.Missing is not null, store.Missing);

        var made = await SetupProgram.RunAsync(Settings("orders, customer_care,platform", MinioServer.RootSecretKey));
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

        var refused = await SetUpAsync("refused", secretKey: "not-the-secret-key");

        AssertRefused($"Setting Mesh:Storage:S3: {store.Address.ToString().TrimEnd('/')}", refused);
        Assert.Contains("SignatureDoesNotMatch", refused.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCodes.Status501NotImplemented, "Setting Mesh:Storage:S3:Endpoint: {0} takes no object with If-None-Match: * (Unknown). Two writers of a table would lose rows. Fix: use a store that supports conditional puts, as docs/storage.md says.\n")]
    [InlineData(StatusCodes.Status507InsufficientStorage, "Setting Mesh:Storage:S3: {0} refused a step of the setup: No. (Unknown). Fix: correct what it names, and start the setup again.\n")]
    [InlineData(StatusCodes.Status403Forbidden, "Setting Mesh:Storage:S3: {0} refused a step of the setup: No. (Unknown). Fix: give the keys of the store's administrator, and start the setup again.\n")]
    public async Task Store_that_takes_no_conditional_put_is_named_by_its_answer(int status, string said)
    {
        await using var app = Loopback.Build();
        app.MapFallback("{*path}", context =>
        {
            var answer = context.Request.Method == HttpMethods.Delete ? Results.NoContent()
                : context.Request.Headers.IfNoneMatch.Count > 0 ? Results.Text("<Error><Code>Unknown</Code><Message>No.</Message></Error>", "application/xml", statusCode: status)
                : context.Request.Query.ContainsKey("lifecycle") ? Results.StatusCode(StatusCodes.Status501NotImplemented)
                : Results.Text("<ListAllMyBucketsResult><Buckets><Bucket><Name>mesh-orders</Name></Bucket></Buckets></ListAllMyBucketsResult>", "application/xml");
            return answer.ExecuteAsync(context);
        });
        await app.StartAsync(CancellationToken.None);
        var address = app.Urls.Single();

        var (exit, _, errors) = await SetupProgram.CallAsync(
            ("Mesh:Setup:Buckets", "orders"), ("Mesh:Storage:Buckets", "s3://mesh-"), ("Mesh:Storage:S3:Endpoint", address), ("Mesh:Storage:S3:AccessKey", "key"), ("Mesh:Storage:S3:SecretKey", "secret"));

        Assert.Equal((1, said.Replace("{0}", address, StringComparison.Ordinal)), (exit, errors));
    }

    [Theory]
    [InlineData("orders", "", "Setting Mesh:Storage:Buckets: missing or none of an object store.")]
    [InlineData("orders", "/srv/buckets", "Setting Mesh:Storage:Buckets: missing or none of an object store.")]
    [InlineData(" ,", "s3://mesh-", "Setting Mesh:Setup:Buckets: it names no domain.")]
    [InlineData("Orders", "s3://mesh-", "Setting Mesh:Setup:Buckets: mesh-Orders is no bucket's name.")]
    public async Task Wrong_name_is_refused_before_anything_is_made(string buckets, string beginning, string line) => AssertRefused(line, await SetupProgram.CallAsync(
        ("Mesh:Setup:Buckets", buckets), ("Mesh:Storage:Buckets", beginning), ("Mesh:Storage:S3:AccessKey", "key"), ("Mesh:Storage:S3:SecretKey", "secret"), ("Mesh:Storage:S3:Endpoint", "http://127.0.0.1:1")));

    [Fact]
    public async Task Value_of_another_type_is_named_in_one_line()
    {
        var (exit, output, errors) = await SetupProgram.RunAsync(("Mesh:Setup:Buckets", "orders"), ("Mesh:Storage:Buckets", "s3://mesh-"), ("Mesh:Storage:S3:PathStyle", "yes"));

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("'yes' at 'Mesh:Storage:S3:PathStyle'", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private Task<(int Exit, string Output, string Errors)> SetUpAsync(string buckets, string secretKey = MinioServer.RootSecretKey) => SetupProgram.CallAsync(Settings(buckets, secretKey));

    private (string Setting, string Value)[] Settings(string buckets, string secretKey) =>
    [
        ("Mesh:Setup:Buckets", buckets),
        ("Mesh:Storage:Buckets", "s3://mesh-"),
        ("Mesh:Storage:S3:Endpoint", store.Address.ToString()),
        ("Mesh:Storage:S3:AccessKey", MinioServer.RootAccessKey),
        ("Mesh:Storage:S3:SecretKey", secretKey),
    ];

    private AmazonS3Client Client() => new(MinioServer.RootAccessKey, MinioServer.RootSecretKey, new AmazonS3Config { ServiceURL = store.Address.ToString(), ForcePathStyle = true });
}
