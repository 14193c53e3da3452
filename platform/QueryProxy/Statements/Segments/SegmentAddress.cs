using System.Globalization;

namespace MeshStarter.QueryProxy.Statements.Segments;

/// <summary>The paths of a segment. Their first words are Trino's, for proxies in front that know these.</summary>
internal static class SegmentAddress
{
    public const string DownloadRoute = "/v1/spooled/download/{id}/{number:long}";
    public const string AcknowledgeRoute = "/v1/spooled/ack/{id}/{number:long}";

    public static string Download(string queryId, long number) => string.Create(CultureInfo.InvariantCulture, $"/v1/spooled/download/{queryId}/{number}");

    public static string Acknowledge(string queryId, long number) => string.Create(CultureInfo.InvariantCulture, $"/v1/spooled/ack/{queryId}/{number}");
}
