using Azure.Core;
using Azure.Core.Pipeline;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>Adds a shared access signature to the address of each request.</summary>
internal sealed class SharedAccessPolicy(string query) : HttpPipelineSynchronousPolicy
{
    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        var uri = message.Request.Uri;
        // Each try of a request runs through here, with the address of the try before.
        if (uri.Query.Contains(query, StringComparison.Ordinal))
        {
            return;
        }

        uri.Query = uri.Query.Length > 1 ? $"{uri.Query}&{query}" : query;
    }
}
