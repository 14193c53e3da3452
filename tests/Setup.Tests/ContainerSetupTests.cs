using MeshStarter.TestKit.Azure;

namespace MeshStarter.Setup.Tests;

/// <summary>Containers at an account that is not Azure's, and has hierarchical namespaces by a fake alone.</summary>
public sealed class ContainerSetupTests(FolderAccount account, AzuriteServer flat) : IClassFixture<FolderAccount>, IClassFixture<AzuriteServer>
{
    [SkippableFact]
    public async Task Containers_are_made_once()
    {
        Skip.If(account.Missing is not null, account.Missing);

        var made = await SetupProgram.RunAsync(Settings("orders, customer_care,platform", account.Endpoint, AzuriteServer.Key));
        var again = await SetUpAsync("orders, customer_care,platform,shipping", account.Endpoint);
        var last = await SetUpAsync("orders", account.Endpoint);

        Assert.Equal((0, $"Containers at {account.Endpoint}: mesh-orders, mesh-customer-care, mesh-platform; 3 made.\n", ""), made);
        Assert.Equal((0, $"Containers at {account.Endpoint}: mesh-orders, mesh-customer-care, mesh-platform, mesh-shipping; 1 made.\n", ""), again);
        Assert.Equal((0, $"Containers at {account.Endpoint}: mesh-orders; nothing was missing.\n", ""), last);
    }

    [SkippableFact]
    public async Task Account_without_hierarchical_namespaces_is_refused()
    {
        Skip.If(flat.Missing is not null, flat.Missing);

        AssertRefused("Setting Mesh:Storage:AzureBlob:Endpoint: the account devstoreaccount1 has no hierarchical namespaces", await SetUpAsync("orders", flat.Endpoint));
    }

    [SkippableFact]
    public async Task Key_of_another_account_is_refused_in_one_line()
    {
        Skip.If(account.Missing is not null, account.Missing);

        AssertRefused("Setting Mesh:Storage:AzureBlob:Endpoint: abfss://mesh-refused@devstoreaccount1.dfs.core.windows.net: ", await SetUpAsync("refused", account.Endpoint, key: "bm90IGl0cyBrZXk="));
    }

    [Fact]
    public async Task Account_that_does_not_answer_is_named() => AssertRefused(
        "Setting Mesh:Storage:AzureBlob:Endpoint: abfss://mesh-orders@devstoreaccount1.dfs.core.windows.net: http://127.0.0.1:1/devstoreaccount1 cannot be reached", await SetUpAsync("orders", "http://127.0.0.1:1/devstoreaccount1"));

    [Theory]
    [InlineData("abfss://", "Setting Mesh:Storage:Buckets: missing or none of an object store.")]
    [InlineData("abfss://Mesh-", "Setting Mesh:Setup:Buckets: Mesh-orders is no bucket's name.")]
    public async Task Wrong_name_is_refused_before_anything_is_made(string beginning, string line) =>
        AssertRefused(line, await SetupProgram.CallAsync(("Mesh:Setup:Buckets", "orders"), ("Mesh:Storage:Buckets", beginning), ("Mesh:Storage:AzureBlob:Endpoint", "https://lake.blob.core.windows.net")));

    [Fact]
    public async Task Users_of_minio_are_refused() => AssertRefused(
        "Setting Mesh:Setup:Store: a storage account has no users.",
        await SetupProgram.RunAsync(("Mesh:Setup:Buckets", "orders"), ("Mesh:Setup:Store", "Minio"), ("Mesh:Storage:Buckets", "abfss://mesh-"), ("Mesh:Storage:AzureBlob:Endpoint", "https://lake.blob.core.windows.net")));

    private static Task<(int Exit, string Output, string Errors)> SetUpAsync(string domains, string endpoint, string key = AzuriteServer.Key) => SetupProgram.CallAsync(Settings(domains, endpoint, key));

    private static (string Setting, string Value)[] Settings(string domains, string endpoint, string key) =>
        [("Mesh:Setup:Buckets", domains), ("Mesh:Storage:Buckets", "abfss://mesh-"), ("Mesh:Storage:AzureBlob:Endpoint", endpoint), ("Mesh:Storage:AzureBlob:AccountKey", key), ("Mesh:Database:StartTimeout", "00:00:00")];
}
