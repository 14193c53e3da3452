using System.Globalization;

namespace MeshStarter.QueryProxy.Statements.Segments;

/// <summary>
/// The key of one segment. Clients fetch segments without their token (docs/decisions/0002-spooled-segments.md): who has the key got the page. It is in a
/// header, so that no log of addresses has it.
/// </summary>
internal static class SegmentKey
{
    public const string Header = "X-Mesh-Segment-Key";

    public static string Of(long number, string queryId, byte[] secret) => QueryKey.Of(string.Create(CultureInfo.InvariantCulture, $"{queryId}/segment/{number}"), secret);

    public static bool IsOf(string key, long number, string queryId, byte[] secret) => QueryKey.AreEqual(key, Of(number, queryId, secret));
}
