using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Setup.Tests;

/// <summary>Users of a MinIO, each of whom may do what its policy says, by MinIO's own word.</summary>
[Collection(MinioCollection.Name)]
public sealed class MinioUsersTests(MinioServer store)
{
    private const string Denied = "AccessDenied";
    private const string Metadata = "sales_1/metadata/00000-x.metadata.json";

    [SkippableFact]
    public async Task Users_may_do_what_their_policies_say_and_nothing_else()
    {
        Skip.If(store.Missing is not null, store.Missing);

        // Names of variables in a shell have no hyphen, names of domains have none either.
        var made = await SetUpByProcessAsync(
            "law-", "orders,customer_care,platform", User("orders"), User("customer_care"), User("catalog"), ("catalog_vending", "law-vending", Secret("catalog_vending")));

        Assert.Equal((0, ""), (made.Exit, made.Errors));
        Assert.StartsWith($"Users at {store.Address.ToString().TrimEnd('/')}: catalog, catalog_vending, customer_care, orders; each has its policy and the keys of the settings.\n", made.Output, StringComparison.Ordinal);
        // It ends incomplete uploads by itself, and no rule for it is warned of.
        Assert.DoesNotContain("Warning", made.Output, StringComparison.Ordinal);
        Assert.Equal(["put", Denied, Denied, Denied, Denied], await PutAsync("orders", Secret("orders"), "law-orders/sales_1/data/x", $"law-orders/{Metadata}", "law-customer-care/sales_1/data/x", "law-platform/sales_1/data/x", "law-made-up"));
        Assert.Equal(["put", Denied, Denied], await PutAsync("customer_care", Secret("customer_care"), "law-customer-care/sales_1/data/x", $"law-customer-care/{Metadata}", "law-orders/sales_1/data/x"));
        Assert.Equal(["put", "put", Denied, Denied], await PutAsync("catalog", Secret("catalog"), $"law-orders/{Metadata}", $"law-customer-care/{Metadata}", "law-orders/sales_1/data/y", "law-orders/sales_1/metadata/snap-y.avro"));
        using var orders = Client("orders", Secret("orders"));
        Assert.Equal(["sales_1/data/x", Metadata], (await orders.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "law-orders" })).S3Objects.Select(found => found.Key));
    }

    [SkippableFact]
    public async Task Vending_user_makes_credentials_for_one_table()
    {
        Skip.If(store.Missing is not null, store.Missing);
        Assert.Equal(0, (await SetUpAsync("vend-", "orders", ("orders", "vend-orders", Secret("orders")), ("catalog-vending", "vend-vending", Secret("catalog_vending")))).Exit);
        using (var writer = Client("vend-orders", Secret("orders")))
        {
            await writer.PutObjectAsync(new PutObjectRequest { BucketName = "vend-orders", Key = "sales_1/data/x", ContentBody = "rows" });
            await writer.PutObjectAsync(new PutObjectRequest { BucketName = "vend-orders", Key = "other_1/data/x", ContentBody = "rows" });
        }

        using var tokens = new AmazonSecurityTokenServiceClient("vend-vending", Secret("catalog_vending"), new AmazonSecurityTokenServiceConfig { ServiceURL = store.Address.ToString() });
        var vended = await tokens.AssumeRoleAsync(new AssumeRoleRequest
        {
            RoleArn = "arn:aws:iam::000000000000:role/none",
            RoleSessionName = "test",
            Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"arn:aws:s3:::vend-orders/sales_1/*"}]}""",
        });

        using var reader = new AmazonS3Client(vended.Credentials, Config());
        using var read = await reader.GetObjectAsync("vend-orders", "sales_1/data/x");
        Assert.Equal(4, read.ContentLength);
        Assert.Equal(Denied, await RefusalAsync(() => reader.GetObjectAsync("vend-orders", "other_1/data/x")));
        Assert.Equal(Denied, await RefusalAsync(() => reader.PutObjectAsync(new PutObjectRequest { BucketName = "vend-orders", Key = "sales_1/data/y", ContentBody = "x" })));
    }

    [SkippableFact]
    public async Task Setup_run_again_replaces_keys_and_policies_that_changed_and_leaves_other_users_as_they_are()
    {
        Skip.If(store.Missing is not null, store.Missing);
        const string longer = "a-secret-key-of-forty-eight-characters-and-no-less";
        Assert.Equal(0, (await SetUpAsync("one-", "orders,sales", ("orders", "one-orders", Secret("orders")), ("sales", "moved", Secret("sales")))).Exit);
        Assert.Equal(0, (await SetUpAsync("two-", "sales", ("sales", "two-sales", Secret("sales")))).Exit);

        var same = await SetUpAsync("one-", "orders,sales", ("orders", "one-orders", Secret("orders")), ("sales", "moved", Secret("sales")));
        var before = await PutAsync("one-orders", Secret("orders"), "one-orders/t/data/x");
        var changed = await SetUpAsync("one-", "orders", ("orders", "one-orders", longer));
        var moved = await SetUpAsync("two-", "sales", ("sales", "moved", Secret("sales")));

        Assert.Equal([(0, ""), (0, ""), (0, "")], new[] { same, changed, moved }.Select(run => (run.Exit, run.Errors)));
        Assert.Equal(["put"], before);
        Assert.Equal(["SignatureDoesNotMatch"], await PutAsync("one-orders", Secret("orders"), "one-orders/t/data/x"));
        Assert.Equal(["put", Denied], await PutAsync("one-orders", longer, "one-orders/t/data/x", "two-sales/t/data/x"));
        Assert.Equal([Denied, "put"], await PutAsync("moved", Secret("sales"), "one-sales/t/data/x", "two-sales/t/data/x"));
        Assert.Equal(["put"], await PutAsync("two-sales", Secret("sales"), "two-sales/t/data/y"));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Setups_at_the_same_time_make_the_same_users()
    {
        Skip.If(store.Missing is not null, store.Missing);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => SetUpByProcessAsync("both-", "orders", ("orders", "both-orders", Secret("orders")), ("catalog", "both-catalog", Secret("catalog")))));

        Assert.All(both, one => Assert.Equal((0, ""), (one.Exit, one.Errors)));
        Assert.Equal(["put", Denied], await PutAsync("both-orders", Secret("orders"), "both-orders/t/data/x", $"both-orders/{Metadata}"));
        Assert.Equal(["put"], await PutAsync("both-catalog", Secret("catalog"), $"both-orders/{Metadata}"));
    }

    [SkippableTheory]
    [InlineData(MinioServer.RootAccessKey, "not-the-secret-key", "refused accountinfo: ", "(SignatureDoesNotMatch). Fix: give the keys of the store's administrator, and start the setup again.\n")]
    [InlineData("plain-user", "plain-user-secret", "refused add-canned-policy: ", "(AccessDenied). Fix: give the keys of the store's administrator, and start the setup again.\n")]
    public async Task Keys_of_no_administrator_are_refused_before_a_bucket_is_made(string accessKey, string secretKey, string refusal, string end)
    {
        Skip.If(store.Missing is not null, store.Missing);
        Assert.Equal(0, (await SetUpAsync("plain-", "orders", ("orders", "plain-user", "plain-user-secret"))).Exit);

        var refused = await SetupProgram.CallAsync(Settings("unmade-", "orders", store.Address, accessKey, secretKey, ("orders", "unmade-orders", Secret("orders"))));

        AssertRefused($"Setting Mesh:Storage:S3: {store.Address.ToString().TrimEnd('/')} {refusal}", refused);
        Assert.EndsWith(end, refused.Errors, StringComparison.Ordinal);
        using var root = Client(MinioServer.RootAccessKey, MinioServer.RootSecretKey);
        Assert.DoesNotContain("unmade-orders", (await root.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName));
    }

    [Fact]
    public async Task Store_that_is_away_is_waited_for_and_named_in_one_line() => AssertRefused(
        "Setting Mesh:Storage:S3:Endpoint: http://127.0.0.1:1 did not answer: ",
        await SetupProgram.CallAsync([.. Settings("mesh-", "orders", new Uri("http://127.0.0.1:1"), "root", "root-secret", User("orders")), ("Mesh:Database:StartTimeout", "00:00:00.2")]));

    [Theory]
    [InlineData(404, "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code></Error>")]
    [InlineData(200, "{}")]
    public async Task Store_that_is_no_minio_is_named_in_one_line_and_left_as_it_is(int status, string answer)
    {
        var requests = new List<string>();
        await using var other = await Loopback.StartAsync(app => app.Run(async context =>
        {
            requests.Add($"{context.Request.Method} {context.Request.Path}");
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer, context.RequestAborted);
        }));
        var address = new Uri(other.Urls.Single());

        var (exit, output, errors) = await SetupProgram.CallAsync(Settings("mesh-", "orders", address, "key", "secret", User("orders")));

        Assert.Equal(
            (1, "", $"Setting Mesh:Setup:Store: {address.ToString().TrimEnd('/')} does not answer as MinIO's administration API (status {status}). Fix: leave out Mesh:Setup:Store and Mesh:Setup:Keys and make the users by hand, as docs/storage.md says.\n"),
            (exit, output, errors));
        Assert.Equal(["GET /minio/admin/v3/accountinfo"], requests);
    }

    [Theory]
    [InlineData("Mesh:Setup:Store", "", "Setting Mesh:Setup:Store: missing, but Mesh:Setup:Keys has keys. Fix: set it to Minio, or leave out the keys and make the users by hand, as docs/storage.md says.")]
    [InlineData("Mesh:Setup:Store", "Ceph", "Setting Mesh:Setup:Store: the setup makes no users of \"Ceph\". Fix: set it to Minio, or leave it and Mesh:Setup:Keys out and make the users by hand, as docs/storage.md says.")]
    [InlineData("Mesh:Setup:Keys:orders:SecretKey", "", "Setting Mesh:Setup:Keys:orders:SecretKey: missing. Fix: give both keys of the pair.")]
    [InlineData("Mesh:Setup:Keys:orders:AccessKey", "", "Setting Mesh:Setup:Keys:orders:AccessKey: missing. Fix: give both keys of the pair.")]
    [InlineData("Mesh:Setup:Keys:orders:AccessKey", "ab", "Setting Mesh:Setup:Keys:orders:AccessKey: no access key of MinIO. Fix: 3 to 128 visible ASCII characters but =, / and the comma.")]
    [InlineData("Mesh:Setup:Keys:orders:AccessKey", "a,b=c", "Setting Mesh:Setup:Keys:orders:AccessKey: no access key of MinIO. Fix: 3 to 128 visible ASCII characters but =, / and the comma.")]
    [InlineData("Mesh:Setup:Keys:orders:AccessKey", "root", "Setting Mesh:Setup:Keys:orders:AccessKey: the administrator's own. Fix: give another.")]
    [InlineData("Mesh:Setup:Keys:orders:AccessKey", "catalog", "Setting Mesh:Setup:Keys:orders:AccessKey: catalog has it, too. Fix: give each user an access key of its own.")]
    [InlineData("Mesh:Setup:Keys:orders:SecretKey", "seven77", "Setting Mesh:Setup:Keys:orders:SecretKey: no secret key of MinIO. Fix: 8 to 128 visible ASCII characters.")]
    [InlineData("Mesh:Setup:Keys:orders:SecretKey", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789", "Setting Mesh:Setup:Keys:orders:SecretKey: no secret key of MinIO. Fix: 8 to 128 visible ASCII characters.")]
    [InlineData("Mesh:Setup:Keys:platform:AccessKey", "key", "Setting Mesh:Setup:Keys:platform: no domain of Mesh:Setup:Buckets. Fix: one of orders, catalog, catalog_vending.\nSetting Mesh:Setup:Keys:platform:SecretKey: missing. Fix: give both keys of the pair.")]
    [InlineData("Mesh:Storage:S3:Endpoint", "", "Setting Mesh:Storage:S3:Endpoint: missing. Fix: give the address of MinIO, such as https://minio.example.org:9000.")]
    [InlineData("Mesh:Setup:Buckets", "", "Setting ConnectionStrings:server: missing. Fix: give the connection string of the database server's administrator, or Mesh:Setup:Buckets for an object store alone.\nSetting Mesh:Setup:Buckets: missing. Fix: name the domains whose buckets the users of Mesh:Setup:Keys may use, separated by commas.")]
    [InlineData("Mesh:Setup:Bucket", "orders", "Setting Mesh:Setup:Bucket: there is no such setting. Fix: write Mesh:Setup:Buckets, or leave it out.")]
    [InlineData("Mesh:Postgres:Databases:orders:Password", "orders-0001", "Setting ConnectionStrings:server: missing. Fix: give the connection string of the database server's administrator, or leave out Mesh:Postgres:Databases for an object store alone.")]
    public async Task Wrong_setting_is_refused_before_anything_is_made(string setting, string value, string lines)
    {
        var settings = Settings("mesh-", "orders,platform", new Uri("http://127.0.0.1:1"), "root", "root-secret", User("orders"), User("catalog"))
            .Where(given => given.Setting != setting).Append((setting, value)).ToArray();

        Assert.Equal((1, "", lines + "\n"), await SetupProgram.CallAsync(settings));
    }

    [Fact]
    public async Task Pair_given_with_a_hyphen_and_an_underscore_is_refused()
    {
        var settings = Settings("mesh-", "orders", new Uri("http://127.0.0.1:1"), "root", "root-secret", ("catalog-vending", "vending", Secret("one")), ("catalog_vending", "vended", Secret("two")));

        Assert.Equal((1, "", "Setting Mesh:Setup:Keys:catalog_vending: the same user as catalog-vending. Fix: keep one of them.\n"), await SetupProgram.RunAsync(settings));
    }

    private static string Secret(string user) => $"{user}-secret-key-of-the-test";

    private static (string Name, string AccessKey, string SecretKey) User(string name) => (name, name, Secret(name));

    private Task<(int Exit, string Output, string Errors)> SetUpAsync(string beginning, string buckets, params (string Name, string AccessKey, string SecretKey)[] users) =>
        SetupProgram.CallAsync(Settings(beginning, buckets, store.Address, MinioServer.RootAccessKey, MinioServer.RootSecretKey, users));

    private Task<(int Exit, string Output, string Errors)> SetUpByProcessAsync(string beginning, string buckets, params (string Name, string AccessKey, string SecretKey)[] users) =>
        SetupProgram.RunAsync(Settings(beginning, buckets, store.Address, MinioServer.RootAccessKey, MinioServer.RootSecretKey, users));

    private static (string Setting, string Value)[] Settings(
        string beginning, string buckets, Uri address, string accessKey, string secretKey, params (string Name, string AccessKey, string SecretKey)[] users) =>
    [
        ("Mesh:Setup:Buckets", buckets),
        ("Mesh:Setup:Store", "Minio"),
        ("Mesh:Storage:Buckets", $"s3://{beginning}"),
        ("Mesh:Storage:S3:Endpoint", address.ToString()),
        ("Mesh:Storage:S3:AccessKey", accessKey),
        ("Mesh:Storage:S3:SecretKey", secretKey),
        .. users.SelectMany(user => new[] { ($"Mesh:Setup:Keys:{user.Name}:AccessKey", user.AccessKey), ($"Mesh:Setup:Keys:{user.Name}:SecretKey", user.SecretKey) }),
    ];

    private async Task<string[]> PutAsync(string accessKey, string secretKey, params string[] objects)
    {
        using var client = Client(accessKey, secretKey);
        var answers = new List<string>();
        foreach (var place in objects)
        {
            // A name without a folder is a bucket's.
            answers.Add(await RefusalAsync(() => place.Split('/', 2) is [var bucket, var key]
                ? client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "x" })
                : client.PutBucketAsync(place)));
        }

        return [.. answers];
    }

    private static async Task<string> RefusalAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            return "put";
        }
        catch (AmazonS3Exception refused)
        {
            return refused.ErrorCode;
        }
    }

    private AmazonS3Client Client(string accessKey, string secretKey) => new(accessKey, secretKey, Config());

    private AmazonS3Config Config() => new() { ServiceURL = store.Address.ToString(), ForcePathStyle = true, MaxErrorRetry = 0 };
}

[CollectionDefinition(Name)]
public sealed class MinioCollection : ICollectionFixture<MinioServer>
{
    public const string Name = "MinIO";
}
