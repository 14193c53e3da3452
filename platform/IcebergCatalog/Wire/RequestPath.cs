using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.IcebergCatalog.Names;
using Microsoft.AspNetCore.Http.Features;

namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>
/// The names in an address, decoded from what the client sent: the server's own decoding leaves %2F as it is, and so
/// cannot distinguish <c>a%2Fb</c> from <c>a%252Fb</c>.
/// </summary>
internal static class RequestPath
{
    // /iceberg/v1/mesh/namespaces/{namespace}/tables/{table}
    private const int NamespaceAt = 5;
    private const int TableAt = 7;

    public static NamespaceName Namespace(HttpContext http) => NamespaceName.FromPath(Segment(http, NamespaceAt));

    public static TableIdentifier Table(HttpContext http) => new(Namespace(http).Levels, Decode(Segment(http, TableAt), "table"));

    /// <summary>Percent-encoding undone; a plus is a blank, as Java's clients write it.</summary>
    public static string Decode(string text, string what)
    {
        var decoded = Uri.UnescapeDataString(text.Replace('+', ' '));
        return decoded.Length > 0 && !decoded.Contains('\0', StringComparison.Ordinal)
            ? decoded
            : throw IcebergRefusedException.BadRequest($"{what}: a name has at least one character and none that is NUL.");
    }

    private static string Segment(HttpContext http, int index)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.StartsWith('/') ? target : Uri.TryCreate(target, UriKind.Absolute, out var uri) ? uri.AbsolutePath : "";
        var segments = path.Split('?', 2)[0].Split('/');
        return segments.Length > index ? segments[index] : throw IcebergRefusedException.BadRequest("The address names no namespace or table.");
    }
}
