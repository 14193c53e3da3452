using System.Net;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Sessions;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>The headers of Trino's clients (client protocol, "Client request headers" and "Client response headers").</summary>
internal static class TrinoHeaders
{
    public const string User = "X-Trino-User";
    public const string Source = "X-Trino-Source";

    private const string SetCatalog = "X-Trino-Set-Catalog";
    private const string SetSchema = "X-Trino-Set-Schema";
    private const string AddedPrepare = "X-Trino-Added-Prepare";
    private const string DeallocatedPrepare = "X-Trino-Deallocated-Prepare";
    private const string PreparedStatement = "X-Trino-Prepared-Statement";
    private const string Catalog = "X-Trino-Catalog";
    private const string Schema = "X-Trino-Schema";
    private const string TimeZone = "X-Trino-Time-Zone";
    private const string Session = "X-Trino-Session";
    private const string SetSession = "X-Trino-Set-Session";
    private const string ClearSession = "X-Trino-Clear-Session";
    private const string TransactionId = "X-Trino-Transaction-Id";
    private const string StartedTransactionId = "X-Trino-Started-Transaction-Id";
    private const string ClearTransactionId = "X-Trino-Clear-Transaction-Id";
    private const string NoTransaction = "NONE";
    private const string Capabilities = "X-Trino-Client-Capabilities";

    public static QuerySession ReadSession(IHeaderDictionary headers)
    {
        KeyValuePair<string, string>[] properties = [.. Values(headers, Session).Select(Property)];
        return new QuerySession
        {
            Catalog = Text(headers, Catalog),
            Schema = Text(headers, Schema),
            // SET TIME ZONE outlasts what the client's machine is set to.
            TimeZone = properties.LastOrDefault(property => property.Key == SessionProperties.TimeZone).Value ?? Text(headers, TimeZone) ?? SessionTimeZone.Utc,
            ParametricDateTime = Values(headers, Capabilities).Contains("PARAMETRIC_DATETIME", StringComparer.OrdinalIgnoreCase),
            PreparedStatements = [.. Values(headers, PreparedStatement)],
            Properties = properties,
            TransactionId = Transaction(headers),
            KnowsTransactions = Text(headers, TransactionId) is not null,
        };
    }

    /// <summary>The transaction that a statement is part of, if any.</summary>
    public static string? Transaction(IHeaderDictionary headers) => Text(headers, TransactionId) is { } id && !id.Equals(NoTransaction, StringComparison.OrdinalIgnoreCase) ? id : null;

    /// <summary>Notifies the client of what its session has from here on.</summary>
    public static void Write(IHeaderDictionary headers, SessionChange change)
    {
        Set(headers, SetCatalog, change.Catalog);
        Set(headers, SetSchema, change.Schema);
        Set(headers, AddedPrepare, change.AddedPrepare);
        Set(headers, DeallocatedPrepare, change.DeallocatedPrepare is { } name ? Uri.EscapeDataString(name) : null);
        Set(headers, SetSession, change.SetProperty is { } property ? $"{property.Key}={Uri.EscapeDataString(property.Value)}" : null);
        Set(headers, ClearSession, change.ClearedProperty);
        Set(headers, StartedTransactionId, change.StartedTransaction);
        Set(headers, ClearTransactionId, change.ClearsTransaction ? "true" : null);
    }

    public static string? Text(IHeaderDictionary headers, string name) =>
        headers[name] is [{ Length: > 0 } value, ..] ? Uri.UnescapeDataString(value.Trim()) : null;

    private static void Set(IHeaderDictionary headers, string name, string? value)
    {
        if (value is not null)
        {
            headers[name] = value;
        }
    }

    // A header may be repeated, its values may be joined by commas.
    public static IEnumerable<string> Values(IHeaderDictionary headers, string name) =>
        headers[name].SelectMany(line => (line ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    // name=value, the value encoded
    private static KeyValuePair<string, string> Property(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is var end and > 0 ? new(text[..end].Trim(), WebUtility.UrlDecode(text[(end + 1)..])) : new(text, "");
}
