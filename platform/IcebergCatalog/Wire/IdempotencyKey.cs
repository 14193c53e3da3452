using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Platform.IcebergCatalog.Wire;

/// <summary>A client's mark on a request that it may send again: what it does is done once.</summary>
/// <param name="Key">The header <c>Idempotency-Key</c>, a UUID of version 7.</param>
/// <param name="RequestHash">A hash of caller and request, so that a key reused for another request is detected.</param>
internal sealed record IdempotencyKey(Guid Key, byte[] RequestHash)
{
    public const string Header = "Idempotency-Key";

    /// <summary>The time that a client may use a key again, in the words of ISO 8601.</summary>
    public const string Lifetime = "PT30M";

    /// <summary>The key of a request; null when it has none.</summary>
    /// <exception cref="IcebergRefusedException">It is no UUID of version 7.</exception>
    public static IdempotencyKey? Of(HttpContext http)
    {
        if (http.Request.Headers[Header] is not { Count: > 0 } values)
        {
            return null;
        }

        if (values.Count > 1 || !Guid.TryParseExact(values[0], "D", out var key) || key.Version != 7)
        {
            throw IcebergRefusedException.BadRequest($"{Header}: must be one UUID of version 7.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.User.Identity?.Name}\n{http.Request.Method}\n{http.Request.Path}{http.Request.QueryString}\n"));
        hash.AppendData(RequestBody.Bytes(http).Span);
        return new IdempotencyKey(key, hash.GetHashAndReset());
    }
}
