using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Catalog.Tests.Storage;

/// <summary>Credentials that the catalog vends for tables in an S3 store, by the store's word.</summary>
public sealed class VendedCredentialsTests(StoreCatalog catalog) : IClassFixture<StoreCatalog>
{
    private const string Denied = "AccessDenied";
    private const string Open = "- { name: order_id, type: UUID, required: true, description: Names the order }";
    private const string Schema = """{"type":"struct","fields":[{"id":1,"name":"order_id","type":"uuid","required":true}]}""";

    private readonly TestProduct _product = new() { Columns = Open };

    [SkippableFact]
    public async Task Reader_gets_an_open_product_to_read_and_nothing_else()
    {
        var table = await PublishedAsync(_product);
        var other = await PublishedAsync(new TestProduct { Columns = Open });

        using var reader = await VendedAsync(_product, Analyst);

        using (var read = await reader.GetObjectAsync(table.Bucket, $"{table.Folder}/data/published"))
        {
            Assert.Equal(4, read.ContentLength);
        }

        Assert.Equal(["done", Denied, Denied, Denied, Denied],
        [
            await TryAsync(() => reader.ListObjectsV2Async(new ListObjectsV2Request { BucketName = table.Bucket, Prefix = table.Folder + "/" })),
            await PutAsync(reader, table.Bucket, $"{table.Folder}/data/x"),
            await TryAsync(() => reader.DeleteObjectAsync(table.Bucket, $"{table.Folder}/data/published")),
            await TryAsync(() => reader.GetObjectAsync(table.Bucket, $"{table.Folder}_else/data/published")),
            await TryAsync(() => reader.GetObjectAsync(other.Bucket, $"{other.Folder}/data/published")),
        ]);
        await catalog.Policies.WaitForAsync(record => record.Product?.ToString() == _product.Name && record.Reason.StartsWith($"Got credentials to read the files of table {_product.Domain}.orders_v1 until ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Files_of_a_branch_are_for_the_domain_and_the_query_proxy_alone()
    {
        var (bucket, folder) = await PublishedAsync(_product);
        using (var root = catalog.Objects())
        {
            Assert.Equal("put", await PutAsync(root, bucket, $"{folder}/branches/data/draft"));
        }

        foreach (var (token, expected) in ((string, string)[])
            [
                (Analyst, Denied), (catalog.Authority.Token("payments", "catalog", "payments", ["service"]), Denied), (Owner(_product), "done"),
                (catalog.Authority.Token("colleague", "catalog", _product.Domain, ["analyst"]), "done"), (catalog.Authority.Token("query", "catalog", roles: ["service"]), "done"),
            ])
        {
            using var reader = await VendedAsync(_product, token);
            Assert.Equal(("done", expected), (await TryAsync(() => reader.GetObjectAsync(bucket, $"{folder}/data/published")), await TryAsync(() => reader.GetObjectAsync(bucket, $"{folder}/branches/data/draft"))));
        }
    }

    [SkippableFact]
    public async Task Owner_of_a_product_adds_to_its_branches_and_touches_nothing_else()
    {
        var (bucket, folder) = await PublishedAsync(_product);

        using var owner = await VendedAsync(_product, Owner(_product));

        Assert.Equal(["put", Denied, Denied, Denied, Denied, Denied, Denied],
        [
            await PutAsync(owner, bucket, $"{folder}/branches/data/x"),
            await PutAsync(owner, bucket, $"{folder}/branches/metadata/99999-x.metadata.json"),
            await PutAsync(owner, bucket, $"{folder}/data/x"),
            await PutAsync(owner, bucket, $"{folder}/data/published"),
            await PutAsync(owner, bucket, $"{folder}/metadata/x-m0.avro"),
            await PutAsync(owner, bucket, $"{folder}/metadata/99999-x.metadata.json"),
            await PutAsync(owner, bucket, $"{folder}_else/branches/x"),
        ]);
        Assert.Equal([Denied, Denied], [await TryAsync(() => owner.DeleteObjectAsync(bucket, $"{folder}/data/published")), await TryAsync(() => owner.DeleteObjectAsync(bucket, $"{folder}/branches/data/x"))]);
        await catalog.Policies.WaitForAsync(record => record.Product?.ToString() == _product.Name
            && record.Reason.StartsWith($"Got credentials to read, and to write to branches, the files of table {_product.Domain}.orders_v1 until ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Owner_writes_a_table_that_is_no_product_and_purges_it_with_its_files()
    {
        await PublishedAsync(_product);
        var made = await CreateAsync(_product.Domain, "notes", Owner(_product));
        Assert.Equal(["metadata.json"], (await catalog.KeysAsync(made.Bucket, made.Folder)).Select(key => key.Split('.', 2)[1]));

        using (var owner = await VendedAsync(_product, Owner(_product), "notes"))
        {
            Assert.Equal(["put", "put", Denied],
            [
                await PutAsync(owner, made.Bucket, $"{made.Folder}/data/x"), await PutAsync(owner, made.Bucket, $"{made.Folder}/metadata/x-m0.avro"), await PutAsync(owner, made.Bucket, $"{made.Folder}/metadata/99999-x.metadata.json"),
            ]);
        }

        var (purged, _) = await SendAsync(HttpMethod.Delete, $"{Tables(_product.Domain)}/notes?purgeRequested=true", Owner(_product));

        Assert.Equal(HttpStatusCode.NoContent, purged);
        // The table's metadata names neither of these.
        Assert.Equal([$"{made.Folder}/data/x", $"{made.Folder}/metadata/x-m0.avro"], await catalog.KeysAsync(made.Bucket, made.Folder));
    }

    [SkippableFact]
    public async Task Table_for_which_there_are_no_credentials_is_not_made_nor_taken_in()
    {
        await PublishedAsync(_product);
        var (_, dropped) = await SendAsync(HttpMethod.Post, Tables(_product.Domain), Owner(_product), Body($$$"""{"name":"dropped","schema":{{{Schema}}}}"""));
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, $"{Tables(_product.Domain)}/dropped", Owner(_product))).Status);
        var register = $"/iceberg/v1/mesh/namespaces/{_product.Domain}/register";
        var registration = $$"""{"name":"dropped","metadata-location":"{{dropped["metadata-location"]}}"}""";
        await using var without = await catalog.WithoutTokensAsync();

        var (made, refused) = await SendAsync(HttpMethod.Post, Tables(_product.Domain), Owner(_product), Body($$$"""{"name":"notes","schema":{{{Schema}}}}"""), without.Client);
        var (taken, _) = await SendAsync(HttpMethod.Post, register, Owner(_product), Body(registration), without.Client);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (made, taken));
        Assert.Contains("gives no credentials now", refused["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        foreach (var name in (string[])["notes", "dropped"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await LoadAsync(_product, Owner(_product), name)).Status);
        }

        await CreateAsync(_product.Domain, "notes", Owner(_product));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, register, Owner(_product), Body(registration))).Status);
    }

    [SkippableFact]
    public async Task Reader_of_masked_columns_gets_none_not_even_by_a_grant()
    {
        var product = catalog.Granted;
        await PublishedAsync(product);

        var (masked, byRule) = await LoadAsync(product, Analyst);
        var (granted, byGrant) = await LoadAsync(product, catalog.Authority.Token(StoreCatalog.Reader, "catalog", "analytics", ["analyst"], ["analytics"]));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (masked, granted));
        Assert.Contains("personal-data-is-masked", byRule["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("you may read it by a grant, which may be taken back at any time", byGrant["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        await catalog.Policies.WaitForAsync(record => record is { Permit: false, Subject: StoreCatalog.Reader } && record.Product?.ToString() == product.Name && record.Reason.StartsWith("Credentials cannot be taken back with a grant.", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Keys_that_the_store_refuses_are_named_as_the_catalogs_own()
    {
        catalog.Require();
        await PublishedAsync(_product);
        await using var refused = await catalog.WithKeysOfBeforeAsync();

        var (status, answer) = await SendAsync(HttpMethod.Post, Tables(_product.Domain), Owner(_product), Body($$$"""{"name":"refused","schema":{{{Schema}}}}"""), refused.Client);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        var message = answer["error"]!["message"]!.GetValue<string>();
        Assert.StartsWith($"The store refuses the catalog: s3://mesh-{_product.Domain}/refused", message, StringComparison.Ordinal);
        Assert.EndsWith(" says that the secret key is not that of the access key.", message, StringComparison.Ordinal);
    }

    private string Analyst => catalog.Authority.Token("analyst", "catalog", "analytics", ["analyst"], ["analytics"]);

    private string Owner(TestProduct product) => catalog.Authority.Token(product.Domain + "-owner", "catalog", product.Domain, ["owner"]);

    private static string Tables(string domain) => $"/iceberg/v1/mesh/namespaces/{domain}/tables";

    // The product's table, with a file and one of a table alongside.
    private async Task<(string Bucket, string Folder)> PublishedAsync(TestProduct product)
    {
        catalog.Require();
        using var root = catalog.Objects();
        await root.PutBucketAsync($"mesh-{product.Domain}");
        var service = catalog.Authority.Token(product.Domain, "catalog", product.Domain, ["service"]);
        var (registered, answer) = await SendAsync(HttpMethod.Put, $"/products/{product.Name}/versions/{product.Version}", service, JsonContent.Create(product.Registration, options: MeshJson.Options));
        Assert.True(registered is HttpStatusCode.OK or HttpStatusCode.Created, answer.ToString());
        var (bucket, folder) = await CreateAsync(product.Domain, "orders_v1", service, product.Columns == Open ? Schema : Iceberg.IcebergCaller.Schema);
        Assert.Equal(($"mesh-{product.Domain}", "orders_v1"), (bucket, folder));
        foreach (var place in (string[])[folder, folder + "_else"])
        {
            Assert.Equal("put", await PutAsync(root, bucket, $"{place}/data/published"));
        }

        return (bucket, folder);
    }

    private async Task<(string Bucket, string Folder)> CreateAsync(string domain, string table, string token, string schema = Schema)
    {
        var (status, made) = await SendAsync(HttpMethod.Post, Tables(domain), token, Body($$$"""{"name":"{{{table}}}","schema":{{{schema}}}}"""));
        Assert.True(status == HttpStatusCode.OK, made.ToString());
        var place = made["metadata"]!["location"]!.GetValue<string>()["s3://".Length..].Split('/', 2);
        return (place[0], place[1]);
    }

    private Task<(HttpStatusCode Status, JsonObject Body)> LoadAsync(TestProduct product, string token, string table = "orders_v1") => SendAsync(HttpMethod.Get, $"{Tables(product.Domain)}/{table}", token);

    private async Task<AmazonS3Client> VendedAsync(TestProduct product, string token, string table = "orders_v1")
    {
        var (status, loaded) = await LoadAsync(product, token, table);
        Assert.True(status == HttpStatusCode.OK, loaded.ToString());
        var vended = Assert.Single(loaded["storage-credentials"]!.AsArray())!;
        Assert.Equal($"{loaded["metadata"]!["location"]}/", vended["prefix"]!.GetValue<string>());
        string Of(string name) => vended["config"]![name]!.GetValue<string>();
        // Clients that do not look at the list look there.
        Assert.Equal(Of("s3.session-token"), loaded["config"]!["s3.session-token"]!.GetValue<string>());
        return catalog.Objects(new SessionAWSCredentials(Of("s3.access-key-id"), Of("s3.secret-access-key"), Of("s3.session-token")));
    }

    private static StringContent Body(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private async Task<(HttpStatusCode Status, JsonObject Body)> SendAsync(HttpMethod method, string path, string token, HttpContent? content = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content, Headers = { Authorization = new("Bearer", token) } };
        request.Headers.Add("X-Iceberg-Access-Delegation", "vended-credentials");
        using var response = await (client ?? catalog.Client).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    private static async Task<string> PutAsync(AmazonS3Client client, string bucket, string key) =>
        await TryAsync(() => client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "rows" })) is var answer && answer == "done" ? "put" : answer;

    private static async Task<string> TryAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            return "done";
        }
        catch (AmazonS3Exception refused)
        {
            return refused.ErrorCode;
        }
    }
}
