using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>Trino's client protocol by hand, so that a test sees every page.</summary>
internal sealed class TrinoSession(Uri server, string? token)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase) { ["X-Trino-Client-Capabilities"] = "PARAMETRIC_DATETIME" };

    public List<JsonObject> Pages { get; } = [];

    /// <summary>The id of its last query.</summary>
    public string Id => Pages[0]["id"]!.GetValue<string>();

    /// <summary>The longest wait for a page without news; null for that of the proxy.</summary>
    public TimeSpan? Wait { get; init; }

    public HttpResponseHeaders? LastHeaders { get; private set; }

    /// <summary>All pages to the end.</summary>
    public async Task<TrinoAnswer> RunAsync(string sql)
    {
        Pages.Clear();
        await ToEndAsync(await ReadAsync(await BeginAsync(sql)));
        return new TrinoAnswer(
            Pages.Select(p => p["columns"]).FirstOrDefault(columns => columns is not null)?.AsArray() ?? [],
            [.. Pages.SelectMany(p => p["data"]?.AsArray() ?? []).Select(row => row!.AsArray())],
            Pages[^1]["error"]?.AsObject());
    }

    /// <summary>The address of the page after a page.</summary>
    public static Uri Next(JsonObject page) => new(page["nextUri"]!.GetValue<string>());

    /// <summary>The page after a page.</summary>
    public async Task<JsonObject> NextAsync(JsonObject page)
    {
        var next = Next(page);
        return await ReadAsync(await SendAsync(HttpMethod.Get, Wait is { } wait ? new Uri($"{next.OriginalString}?maxWait={wait.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}ms") : next));
    }

    /// <summary>The first page, from a page on, of which this is true.</summary>
    public async Task<JsonObject> UntilAsync(JsonObject page, Predicate<JsonObject> holds)
    {
        while (!holds(page))
        {
            if (page["nextUri"] is null)
            {
                Assert.Fail($"This was the last page: {page.ToJsonString()}");
            }

            page = await NextAsync(page);
        }

        return page;
    }

    /// <summary>The first page, from a page on, of a query that runs.</summary>
    public Task<JsonObject> UntilItRunsAsync(JsonObject page) => UntilAsync(page, at => at["stats"]!["state"]!.GetValue<string>() == "RUNNING");

    /// <summary>The first page, from a page on, that has rows.</summary>
    public Task<JsonObject> UntilRowsAsync(JsonObject page) => UntilAsync(page, at => at["data"] is not null);

    /// <summary>The last page.</summary>
    public Task<JsonObject> ToEndAsync(JsonObject page) => UntilAsync(page, at => at["nextUri"] is null);

    public Task<HttpResponseMessage> BeginAsync(string sql) =>
        SendAsync(HttpMethod.Post, new Uri(server, "/v1/statement"), new StringContent(sql, Encoding.UTF8, "application/x-www-form-urlencoded"));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"HTTP {(int)response.StatusCode}: {text}");
            if (response.Headers.Any(header => header.Key.StartsWith("X-Trino-", StringComparison.OrdinalIgnoreCase)))
            {
                LastHeaders = response.Headers;
            }

            var page = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 300 })!.AsObject();
            Pages.Add(page);
            return page;
        }
    }
}

/// <param name="Columns">The columns as they came.</param>
/// <param name="Rows">All rows.</param>
/// <param name="Error">The error, if any.</param>
internal sealed record TrinoAnswer(JsonArray Columns, IReadOnlyList<JsonArray> Rows, JsonObject? Error)
{
    public string ErrorName => Error?["errorName"]?.GetValue<string>() ?? "";

    public string Message => Error?["message"]?.GetValue<string>() ?? "";

    /// <summary>The rows as JSON, one string.</summary>
    public string Data => string.Concat("[", string.Join(",", Rows.Select(row => row.ToJsonString(Readable))), "]");

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
