using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.QueryProxy.Statements.Segments;

/// <summary>
/// The key of one segment. Clients fetch segments without their token (docs/decisions/0002-spooled-segments.md): who has the key got the page. It is in a
/// header, so that no log of addresses has it.
/// </summary>
internal static class SegmentKey
{
    public const string Header = "X-Mesh-Segment-Key";

    private const int Length = 40;

    public static string Of(long number, string queryId, byte[] secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{queryId}/segment/{number}"))))[..Length];

    public static bool IsOf(string key, long number, string queryId, byte[] secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Of(number, queryId, secret)));
}
