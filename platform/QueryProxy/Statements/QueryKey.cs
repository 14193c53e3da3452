using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>Keys to parts of a query: each is known only to the client that got it in an answer. Pure.</summary>
internal static class QueryKey
{
    private const int Length = 40;

    /// <summary>The key to a part.</summary>
    /// <param name="part">The part's name, with the query's id.</param>
    /// <param name="secret">The query's secret.</param>
    public static string Of(string part, byte[] secret) => Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(part)))[..Length];

    /// <summary>Returns whether a client sent the key, in a time that does not reveal how much of it is right.</summary>
    public static bool AreEqual(string sent, string key) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(key));
}
