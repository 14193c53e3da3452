using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>Signs each try of a request with the account's key ("Authorize with Shared Key", Azure Storage REST).</summary>
internal sealed class SharedKeyPolicy(string account, AccountKey key) : HttpPipelineSynchronousPolicy
{
    private const string Own = "x-ms-";

    // In the order of the text that is signed; the length before them is left out where it is 0, and the date is x-ms-date.
    private static readonly string[] Conditions = ["If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"];

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        request.Headers.SetValue("x-ms-date", TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes(TextOf(request))));
        request.Headers.SetValue("Authorization", $"SharedKey {account}:{signature}");
    }

    /// <summary>The text of a request that is signed.</summary>
    internal string TextOf(Request request)
    {
        var length = request.Content is { } content && content.TryComputeLength(out var bytes) && bytes > 0 ? bytes.ToString(CultureInfo.InvariantCulture) : "";
        var text = new StringBuilder($"{request.Method.Method}\n{Header(request, "Content-Encoding")}\n{Header(request, "Content-Language")}\n{length}\n{Header(request, "Content-MD5")}\n{Header(request, "Content-Type")}\n\n");
        foreach (var condition in Conditions)
        {
            text.Append(Header(request, condition)).Append('\n');
        }

        foreach (var header in request.Headers.Where(header => header.Name.StartsWith(Own, StringComparison.OrdinalIgnoreCase)).OrderBy(header => header.Name.ToLowerInvariant(), StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{header.Name.ToLowerInvariant()}:{header.Value.Trim()}\n");
        }

        var uri = request.Uri.ToUri();
        text.Append(CultureInfo.InvariantCulture, $"/{account}{uri.AbsolutePath}");
        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.Split('=', 2)).OrderBy(parameter => parameter[0], StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{parameter[0].ToLowerInvariant()}:{Uri.UnescapeDataString(parameter[1])}");
        }

        return text.ToString();
    }

    private static string Header(Request request, string name) => request.Headers.TryGetValue(name, out var value) ? value! : "";
}
