namespace MeshStarter.QueryProxy.Statements.Segments;

/// <summary>The encodings of segments (client protocol, "Spooling protocol").</summary>
internal static class SegmentEncoding
{
    public const string Header = "X-Trino-Query-Data-Encoding";

    /// <summary>Rows as a JSON array. The compressed ones, json+zstd and json+lz4, have no package here.</summary>
    public const string Json = "json";

    /// <summary>The first of the client's encodings that there is; null where it names none: then rows are in the page.</summary>
    public static string? Read(IHeaderDictionary headers) =>
        TrinoHeaders.Values(headers, Header).Contains(Json, StringComparer.OrdinalIgnoreCase) ? Json : null;
}
