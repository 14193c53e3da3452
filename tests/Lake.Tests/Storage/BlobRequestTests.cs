using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.AzureBlob;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>Requests to a storage account whose answers no emulator gives.</summary>
public sealed class BlobRequestTests
{
    private static readonly AzureBlobAccess Access = new(BlobEndpoint.Parse("https://lake.blob.core.windows.net")!, new AccountKey("a2V5"));
    private static readonly BucketLocation At = BucketLocation.Parse("abfss://orders@lake.dfs.core.windows.net/x");

    [Fact]
    public async Task Account_whose_network_rules_refuse_is_not_taken_for_one_with_other_credentials()
    {
        using var account = new Account(HttpStatusCode.Forbidden, "AuthorizationFailure");
        using var connection = new AzureBlobConnection(Access, account);

        var refused = await Assert.ThrowsAsync<StorageException>(() => connection.RequireAsync(At, default));

        Assert.Equal(StorageFailure.Denied, refused.Failure);
        Assert.EndsWith("https://lake.blob.core.windows.net does not permit this: its network rules do not admit this process, or the credentials have no role for it.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://azurite:9999/lake")]
    [InlineData("http://[::1]:10000/lake")]
    [InlineData("https://gateway.example.org/lake")]
    public async Task Account_in_the_path_of_any_host_is_followed_by_container_and_blob(string endpoint)
    {
        using var account = new Account(HttpStatusCode.OK, "");
        using var connection = new AzureBlobConnection(Access with { Endpoint = BlobEndpoint.Parse(endpoint)! }, account);

        await connection.RequireAsync(At, default);

        Assert.Equal([$"{endpoint}/orders/x"], account.Addresses);
    }

    [Fact]
    public async Task Small_request_has_a_time_for_each_try_that_leaves_room_for_the_next()
    {
        using var account = new Account(HttpStatusCode.Created, "");
        using var connection = new AzureBlobConnection(Access, account);

        await connection.RequireAsync(At, default);
        await connection.PutAsync(At, new byte[BlobUpload.LargestInOnePut], default);

        Assert.Equal([TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(158)], account.Limits);
    }

    [Fact]
    public async Task Object_of_any_size_begins_soon_or_is_requested_again()
    {
        using var account = new Account(HttpStatusCode.NotFound, "BlobNotFound");
        using var connection = new AzureBlobConnection(Access, account);

        await Assert.ThrowsAsync<StorageException>(() => connection.ReadAsync(At, 1 << 30, (_, _, _) => Task.FromResult(true), default));

        Assert.Equal([TimeSpan.FromSeconds(30)], account.Limits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Block_list_whose_blocks_are_gone_was_taken_before_if_the_blob_has_the_writes_mark(bool isOwn)
    {
        using var account = new HttpClientTransport(new TakenList(isOwn));
        using var connection = new AzureBlobConnection(Access, account);

        var failure = await Record.ExceptionAsync(() => LosingHandler.PutLargeAsync(connection, At, BlobUpload.LargestInOnePut));

        Assert.Equal(isOwn, failure is null);
        Assert.Equal(isOwn ? null : StorageFailure.NotFound, (failure as StorageException)?.Failure);
    }

    /// <summary>Answers each request the same, and notes its address and how long it may take.</summary>
    private sealed class Account(HttpStatusCode status, string code) : HttpPipelineTransport, IDisposable
    {
        private readonly HttpClientTransport _transport = new(new Handler(status, code));

        public List<string> Addresses { get; } = [];

        public List<TimeSpan?> Limits { get; } = [];

        public override Request CreateRequest() => _transport.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            Addresses.Add(message.Request.Uri.ToUri().AbsoluteUri);
            Limits.Add(message.NetworkTimeout);
            await _transport.ProcessAsync(message);
        }

        public void Dispose() => _transport.Dispose();
    }

    private sealed class Handler(HttpStatusCode status, string code) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new ByteArrayContent([]), Headers = { { "x-ms-error-code", code } } });
    }

    /// <summary>Has taken the block list already, of this write or of another.</summary>
    private sealed class TakenList(bool isOwn) : HttpMessageHandler
    {
        private const string Mark = "x-ms-meta-mesh_write";
        private string _mark = "";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new HttpResponseMessage(HttpStatusCode.Created) { Content = new ByteArrayContent([]) };
            if (request.Method == HttpMethod.Head)
            {
                answer.Headers.Add(Mark, isOwn ? _mark : "another's");
            }
            else if (request.Headers.TryGetValues(Mark, out var mark))
            {
                _mark = mark.Single();
                answer.StatusCode = HttpStatusCode.BadRequest;
                answer.Headers.Add("x-ms-error-code", "InvalidBlockList");
            }

            return Task.FromResult(answer);
        }
    }
}
