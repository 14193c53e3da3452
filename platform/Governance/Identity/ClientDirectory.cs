using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>Checks a service's credentials. Secrets are kept as hashes and compared in constant time, known client or not.</summary>
internal sealed class ClientDirectory(IOptions<IssuerOptions> options)
{
    private static readonly byte[] NoClient = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private readonly FrozenDictionary<string, (byte[] SecretHash, string? Domain)> _clients = options.Value.Clients
        .Where(client => !string.IsNullOrEmpty(client.Value.Secret))
        .ToFrozenDictionary(client => client.Key, client => (Hash(client.Value.Secret!), client.Value.Domain), StringComparer.Ordinal);

    /// <summary>Whether this client has no secret.</summary>
    public bool IsPublic(string id) => options.Value.Clients.TryGetValue(id, out var client) && client.IsPublic;

    /// <summary>Returns the client of a request: by its secret, or by its id alone where it has none. Null where it is none.</summary>
    public string? Identify(HttpRequest request, IFormCollection form) =>
        ClientCredentials.AreAbsent(request, form) ? (form["client_id"] is [{ } id] && IsPublic(id) ? id : null)
        : Find(ClientCredentials.Read(request, form, out _));

    /// <summary>Returns the client that has the shown secret; null where none has it, or nothing is shown.</summary>
    public string? Find(ClientCredentials? shown) => shown is not null && TryAuthenticate(shown.Id, shown.Secret, out _) ? shown.Id : null;

    /// <summary>Whether this client has this secret, and which domain it belongs to.</summary>
    public bool TryAuthenticate(string id, string secret, out string? domain)
    {
        var known = _clients.TryGetValue(id, out var client);
        var same = CryptographicOperations.FixedTimeEquals(Hash(secret), known ? client.SecretHash : NoClient);
        domain = client.Domain;
        return known && same;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
