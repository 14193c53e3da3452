using System.Net;
using Azure.Core.Pipeline;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.AzureBlob;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>Requests with a shared access signature.</summary>
public sealed class SharedAccessTests
{
    private const string Signature = "sv=2023-11-03&sp=rl&sig=abc%3D";

    [Fact]
    public async Task Request_that_is_sent_again_has_its_signature_once()
    {
        using var busy = new BusyHandler();
        using var connection = new AzureBlobConnection(
            new AzureBlobAccess(BlobEndpoint.Parse("https://account.blob.core.windows.net")!, new SharedAccess(Signature)), new HttpClientTransport(busy));

        await connection.RequireAsync(BucketLocation.Parse("abfss://mesh-orders@account.dfs.core.windows.net/t/x"), default);

        Assert.Equal(Enumerable.Repeat($"https://account.blob.core.windows.net/mesh-orders/t/x?{Signature}", 2), busy.Addresses);
    }

    // Answers the first request with 503.
    private sealed class BusyHandler : HttpMessageHandler
    {
        private readonly List<string> _addresses = [];

        public IReadOnlyList<string> Addresses => _addresses;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _addresses.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage(_addresses.Count == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK) { Content = new ByteArrayContent([]) });
        }
    }
}
