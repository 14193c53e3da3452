using Azure.Core;
using Azure.Core.Pipeline;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.AzureBlob;
using MeshStarter.TestKit.Azure;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>Signatures of one folder, as the catalog vends them, at the fake of an account with hierarchical namespaces.</summary>
public sealed class FolderSignatureTests(FolderAccount account) : IClassFixture<FolderAccount>
{
    private static readonly AccountKey Key = new(AzuriteServer.Key);

    private static readonly DateTimeOffset Soon = TimeProvider.System.GetUtcNow().AddHours(1);

    private BlobEndpoint Endpoint => BlobEndpoint.Parse(account.Endpoint)!;

    // The signatures are those of npm's @azure/storage-file-datalake 12.29.0 for the same folder, keys and version.
    [Fact]
    public void Signatures_are_those_of_azures_own_client()
    {
        var lake = BlobEndpoint.Parse("https://lake.blob.core.windows.net/")!;
        var folder = BucketLocation.Parse("abfss://mesh-orders@lake.dfs.core.windows.net/a b/orders_v1");
        var end = new DateTimeOffset(2026, 11, 24, 1, 2, 3, TimeSpan.Zero);
        var delegated = new UserDelegationKey("oid", "tid", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z", "b", "2023-11-03") { Bytes = [1, 2, 3] };

        Assert.Equal(
            "sv=2023-11-03&spr=https&se=2026-11-24T01%3A02%3A03Z&sr=d&sdd=2&sp=rl&skoid=oid&sktid=tid&skt=2026-11-24T00%3A00%3A00Z&ske=2026-11-25T00%3A00%3A00Z&sks=b&skv=2023-11-03&sig=jcyWCG1DA33PTsuf462DoCb7o%2Fj10%2BgEg1lJ%2F0xwUT0%3D",
            FolderSignature.Of(delegated, lake, folder, "rl", end));
        Assert.Equal(
            "sv=2023-11-03&spr=https&se=2026-11-24T01%3A02%3A03Z&sr=d&sdd=2&sp=rl&sig=0KN2wVjq%2BDYJx1p1wgJ2nXLJZPYfVuyEDR5k%2FYyeOtk%3D",
            FolderSignature.Of(new AccountKey(Convert.ToBase64String([1, 2, 3])), lake, folder, "rl", end));
    }

    [SkippableFact]
    public async Task Reader_reads_and_lists_one_folder_and_nothing_else()
    {
        using var world = await MakeAsync("t/data/x", "t2/data/x", "u/x");
        var folder = BucketLocation.Parse($"{world.Root}/t");
        var reader = world.Store(access: Signed(folder, "rl"));

        Assert.Equal("t/data/x", Text(await reader.ReadAsync($"{folder}/data/x", default)));
        Assert.Equal([$"{folder}/data/x"], await LocationsAsync(reader, $"{folder}"));
        Assert.Equal(StorageFailure.Denied, await FailureAsync(() => reader.ReadAsync($"{world.Root}/t2/data/x", default)));
        Assert.Equal(StorageFailure.Denied, await FailureAsync(() => reader.ReadAsync($"{world.Root}/u/x", default)));
        Assert.Equal(StorageFailure.Denied, await FailureAsync(async () => await LocationsAsync(reader, $"{world.Root}")));
        Assert.Equal(StorageFailure.Denied, await FailureAsync(() => reader.WriteNewAsync([new NewObject($"{folder}/data/y", default)], default)));
        Assert.Equal(StorageFailure.Denied, Assert.Single(await reader.DeleteAsync([$"{folder}/data/x"], default)).Failure);
    }

    [SkippableFact]
    public async Task Writer_writes_and_deletes_in_one_folder_alone()
    {
        using var world = await MakeAsync("t/x", "u/x");
        var folder = BucketLocation.Parse($"{world.Root}/t");
        var writer = world.Store(access: Signed(folder, "racwdl"));

        await writer.WriteNewAsync([new NewObject($"{folder}/y", default)], default);
        var staying = await writer.DeleteAsync([$"{folder}/x", $"{world.Root}/u/x"], default);

        Assert.Equal([(StorageFailure.Denied, $"{world.Root}/u/x")], staying.Select(stays => (stays.Failure, stays.Location)));
        Assert.Equal([$"{folder}/y", $"{world.Root}/u/x"], await LocationsAsync(world.Store(), $"{world.Root}"));
    }

    [SkippableFact]
    public async Task Signature_that_ran_out_or_was_changed_opens_nothing()
    {
        using var world = await MakeAsync("t/x");
        var folder = BucketLocation.Parse($"{world.Root}/t");
        var over = FolderSignature.Of(Key, Endpoint, folder, "rl", TimeProvider.System.GetUtcNow().AddSeconds(-1));
        var widened = FolderSignature.Of(Key, Endpoint, folder, "rl", Soon).Replace("sp=rl", "sp=racwdl", StringComparison.Ordinal);

        foreach (var query in new[] { over, widened })
        {
            Assert.Equal(StorageFailure.Denied, await FailureAsync(() => world.Store(access: new AzureBlobAccess(Endpoint, new SharedAccess(query))).ReadAsync($"{folder}/x", default)));
        }
    }

    [SkippableFact]
    public async Task Key_of_an_identity_signs_and_is_kept_until_a_signature_would_outlast_it()
    {
        using var world = await MakeAsync("t/x");
        var folder = BucketLocation.Parse($"{world.Root}/t");
        using var keys = new DelegationKeys(new AzureBlobAccess(Endpoint, new TestToken(FolderAccount.Token)), world.Time);

        var key = await keys.FindAsync(world.Time.GetUtcNow().AddHours(1), default);
        var kept = await keys.FindAsync(world.Time.GetUtcNow().AddHours(12), default);
        world.Time.Advance(TimeSpan.FromHours(13));
        var next = await keys.FindAsync(world.Time.GetUtcNow().AddHours(12), default);
        var reader = world.Store(access: new AzureBlobAccess(Endpoint, new SharedAccess(FolderSignature.Of(key, Endpoint, folder, "rl", Soon))));

        Assert.Same(key, kept);
        Assert.NotSame(key, next);
        Assert.Equal("t/x", Text(await reader.ReadAsync($"{folder}/x", default)));
        Assert.Equal(StorageFailure.Denied, Assert.Single(await reader.DeleteAsync([$"{folder}/x"], default)).Failure);
    }

    [SkippableFact]
    public async Task Identity_that_the_account_does_not_know_gets_no_key()
    {
        Skip.If(account.Missing is not null, account.Missing);
        using var keys = new DelegationKeys(new AzureBlobAccess(Endpoint, new TestToken("another")), TimeProvider.System);

        Assert.Equal(StorageFailure.Denied, await FailureAsync(() => keys.FindAsync(Soon, default)));
    }

    private static string Text(ReadOnlyMemory<byte> content) => System.Text.Encoding.UTF8.GetString(content.Span);

    private static async Task<StorageFailure> FailureAsync(Func<Task> act) => (await Assert.ThrowsAsync<StorageException>(act)).Failure;

    private static async Task<IReadOnlyList<string>> LocationsAsync(BucketStore store, string folder)
    {
        List<string> all = [];
        await foreach (var found in store.ListAsync(folder, default))
        {
            all.Add(found.Location);
        }

        return all;
    }

    // A token as the platform gives it, over the loopback of the test.
    private sealed record TestToken(string Token) : BlobCredentials
    {
        internal override HttpPipelinePolicy ToPolicy(BlobEndpoint endpoint) => new TokenPolicy(Token);
    }

    private sealed class TokenPolicy(string token) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) => message.Request.Headers.SetValue("Authorization", $"Bearer {token}");
    }

    private AzureBlobAccess Signed(BucketLocation folder, string permissions) => new(Endpoint, new SharedAccess(FolderSignature.Of(Key, Endpoint, folder, permissions, Soon)));

    private async Task<AzureBlobWorld> MakeAsync(params string[] objects)
    {
        Skip.If(account.Missing is not null, account.Missing);
        var world = await AzureBlobWorld.MakeAsync(Endpoint);
        await world.Store().WriteNewAsync([.. objects.Select(name => new NewObject($"{world.Root}/{name}", System.Text.Encoding.UTF8.GetBytes(name)))], default);
        return world;
    }
}
