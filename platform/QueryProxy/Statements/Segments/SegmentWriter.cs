using System.Globalization;
using System.Text.Json;

namespace MeshStarter.QueryProxy.Statements.Segments;

/// <summary>Writes the <c>data</c> of a page with segments. Pure.</summary>
internal static class SegmentWriter
{
    // {"encoding":"json","segments":[{"type":"inline","data":"W1sxXV0=","metadata":{"rowOffset":0,"rowsCount":1,"segmentSize":5}}]}
    public static void Write(Utf8JsonWriter json, string encoding, IReadOnlyList<PageSegment> segments, StatementQuery query, string origin)
    {
        json.WriteStartObject("data"u8);
        json.WriteString("encoding"u8, encoding);
        json.WriteStartArray("segments"u8);
        foreach (var segment in segments)
        {
            json.WriteStartObject();
            switch (segment)
            {
                case PageSegment.Inline inline:
                    json.WriteString("type"u8, "inline"u8);
                    json.WriteBase64String("data"u8, Array(inline.Text.Span));
                    break;
                case PageSegment.Spooled spooled:
                    Spooled(json, spooled, query, origin);
                    break;
            }

            Metadata(json, segment);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Spooled(Utf8JsonWriter json, PageSegment.Spooled segment, StatementQuery query, string origin)
    {
        var id = query.Run.Request.Id;
        json.WriteString("type"u8, "spooled"u8);
        json.WriteString("uri"u8, origin + SegmentAddress.Download(id, segment.Number));
        json.WriteString("ackUri"u8, origin + SegmentAddress.Acknowledge(id, segment.Number));
        json.WriteStartObject("headers"u8);
        json.WriteStartArray(SegmentKey.Header);
        json.WriteStringValue(SegmentKey.Of(segment.Number, id, query.Secret));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Metadata(Utf8JsonWriter json, PageSegment segment)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteNumber("rowOffset"u8, segment.RowOffset);
        json.WriteNumber("rowsCount"u8, segment.Rows);
        json.WriteNumber("segmentSize"u8, segment.Size);
        if (segment is PageSegment.Spooled { ExpiresAt: var expiresAt })
        {
            json.WriteString("expiresAt"u8, expiresAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }

    private static byte[] Array(ReadOnlySpan<byte> rows)
    {
        var array = GC.AllocateUninitializedArray<byte>(rows.Length + 2);
        array[0] = (byte)'[';
        rows.CopyTo(array.AsSpan(1));
        array[^1] = (byte)']';
        return array;
    }
}
