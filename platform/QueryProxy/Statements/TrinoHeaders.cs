using MeshStarter.QueryProxy.Planning;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>The request headers of Trino's clients (client protocol, "Client request headers").</summary>
internal static class TrinoHeaders
{
    public const string User = "X-Trino-User";
    public const string Source = "X-Trino-Source";
    public const string SetCatalog = "X-Trino-Set-Catalog";
    public const string SetSchema = "X-Trino-Set-Schema";

    private const string Catalog = "X-Trino-Catalog";
    private const string Schema = "X-Trino-Schema";
    private const string TimeZone = "X-Trino-Time-Zone";
    private const string Session = "X-Trino-Session";
    private const string Capabilities = "X-Trino-Client-Capabilities";

    public static QuerySession ReadSession(IHeaderDictionary headers) => new()
    {
        Catalog = Text(headers, Catalog),
        Schema = Text(headers, Schema),
        TimeZone = Text(headers, TimeZone) ?? SessionTimeZone.Utc,
        ParametricDateTime = Values(headers, Capabilities).Contains("PARAMETRIC_DATETIME", StringComparer.OrdinalIgnoreCase),
        Properties = [.. Values(headers, Session).Select(PropertyName)],
    };

    public static string? Text(IHeaderDictionary headers, string name) =>
        headers[name] is [{ Length: > 0 } value, ..] ? Uri.UnescapeDataString(value.Trim()) : null;

    // A header may be repeated, its values may be joined by commas.
    private static IEnumerable<string> Values(IHeaderDictionary headers, string name) =>
        headers[name].SelectMany(line => (line ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string PropertyName(string property) =>
        property.IndexOf('=', StringComparison.Ordinal) is var end and > 0 ? property[..end].Trim() : property;
}
