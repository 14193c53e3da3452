using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The protocol's segments by hand, so that a test sees each of them.</summary>
internal sealed class SegmentSession
{
    public const string Encodings = "json+zstd, json+lz4,json";

    private static readonly HttpClient Http = new();

    private SegmentSession(TrinoSession trino) => Trino = trino;

    public TrinoSession Trino { get; }

    /// <summary>The segments of the pages so far.</summary>
    public List<JsonObject> Segments { get; } = [];

    public List<JsonObject> Spooled => [.. Segments.Where(IsSpooled)];

    public Uri? Next { get; private set; }

    public string Id { get; private set; } = "";

    public static SegmentSession Of(Uri proxy, string token, string encodings = Encodings)
    {
        var session = new SegmentSession(new TrinoSession(proxy, token));
        session.Trino.Headers["X-Trino-Query-Data-Encoding"] = encodings;
        return session;
    }

    /// <summary>Begins a query and reads pages until one has segments to fetch.</summary>
    public async Task BeginAsync(string sql)
    {
        Keep(await Trino.ReadAsync(await Trino.BeginAsync(sql)));
        while (Spooled.Count == 0 && Next is not null)
        {
            await PageAsync();
        }
    }

    public async Task PageAsync() => Keep(await Trino.ReadAsync(await Trino.SendAsync(HttpMethod.Get, Next!)));

    /// <summary>Reads the pages that are left.</summary>
    public async Task ToEndAsync()
    {
        while (Next is not null)
        {
            await PageAsync();
        }
    }

    /// <summary>A segment's rows, as its client gets them.</summary>
    public static async Task<JsonArray> RowsAsync(JsonObject segment)
    {
        byte[] bytes;
        if (IsSpooled(segment))
        {
            using var answer = await FetchAsync(segment);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            bytes = await answer.Content.ReadAsByteArrayAsync();
        }
        else
        {
            bytes = Convert.FromBase64String(segment["data"]!.GetValue<string>());
        }

        Assert.Equal(segment["metadata"]!["segmentSize"]!.GetValue<int>(), bytes.Length);
        var rows = JsonNode.Parse(Encoding.UTF8.GetString(bytes))!.AsArray();
        Assert.Equal(segment["metadata"]!["rowsCount"]!.GetValue<int>(), rows.Count);
        return rows;
    }

    public static Task<HttpResponseMessage> FetchAsync(JsonObject segment, string? token = null) => SendAsync(new Uri(segment["uri"]!.GetValue<string>()), KeyOf(segment), token);

    public static Task<HttpResponseMessage> AcknowledgeAsync(JsonObject segment) => SendAsync(new Uri(segment["ackUri"]!.GetValue<string>()), KeyOf(segment), token: null);

    /// <summary>As Trino's clients fetch one: with the headers of the segment, and without a token.</summary>
    public static async Task<HttpResponseMessage> SendAsync(Uri address, string? key, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (key is not null)
        {
            request.Headers.Add("X-Mesh-Segment-Key", key);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return await Http.SendAsync(request);
    }

    public static string KeyOf(JsonObject segment) => Assert.Single(segment["headers"]!["X-Mesh-Segment-Key"]!.AsArray())!.GetValue<string>();

    private static bool IsSpooled(JsonObject segment) => segment["type"]!.GetValue<string>() == "spooled";

    private void Keep(JsonObject page)
    {
        Id = page["id"]!.GetValue<string>();
        Next = page["nextUri"] is { } next ? new Uri(next.GetValue<string>()) : null;
        if (page["data"] is JsonObject data)
        {
            Assert.Equal("json", data["encoding"]!.GetValue<string>());
            Segments.AddRange(data["segments"]!.AsArray().Select(segment => segment!.AsObject()));
        }
    }
}
