using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MeshStarter.EndToEnd.Mesh;

namespace MeshStarter.EndToEnd;

/// <summary>Whichever port a reader takes, the rows are the same, and so are the masks.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class PortEquivalenceTests(ImportedMesh imported) : IDisposable
{
    private const string Sql = "sql";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("orders-owner")]
    [InlineData("payments-owner")]
    [InlineData("inventory-owner")]
    [InlineData("analyst")]
    [InlineData("platform-admin")]
    [InlineData("auditor")]
    public async Task Every_pair_of_ports_shows_a_reader_the_same_rows_of_every_product(string persona)
    {
        var token = await imported.Mesh.TokenAsync(persona);
        var (_, listed) = await imported.Mesh.GetAsync("catalog", "/products?details=true", "platform-admin");
        var products = listed.GetProperty("items").EnumerateArray().ToList();
        Assert.True(products.Count >= 5);
        foreach (var product in products)
        {
            // A table follows its outbox by a moment; once nothing moves, all ports stand still at the same place.
            using var patience = new CancellationTokenSource(Patience);
            IReadOnlyDictionary<string, string> seen;
            while ((seen = await ReadAsync(product, token)).Values.Distinct(StringComparer.Ordinal).Count() > 1 && !patience.IsCancellationRequested)
            {
                await Task.Yield();
            }

            Assert.True(seen.Count > 1, $"{product.GetProperty("name")} has no other port than SQL.");
            foreach (var (port, rows) in seen)
            {
                Assert.True(rows == seen[Sql], $"{product.GetProperty("name")} as {persona}: {port} differs from SQL: {Difference(rows, seen[Sql])}");
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadAsync(JsonElement product, string token)
    {
        Dictionary<string, string> seen = new(StringComparer.Ordinal) { [Sql] = await SqlAsync(product.GetProperty("name").GetString()!, token) };
        foreach (var port in product.GetProperty("ports").EnumerateArray())
        {
            var (type, url) = (port.GetProperty("type").GetString()!, new Uri(port.GetProperty("url").GetString()!));
            seen[type] = type switch
            {
                "table" => await TableAsync(url, token),
                "rest" => await RestAsync(url, token),
                "stream" => await StreamAsync(url, [.. product.GetProperty("key").EnumerateArray().Select(column => column.GetString()!)], token),
                _ => throw new NotSupportedException($"There is a port of type {type}: say here how it is read whole."),
            };
        }

        return seen;
    }

    private async Task<string> SqlAsync(string name, string token)
    {
        var (status, text) = await SendAsync(HttpMethod.Post, new Uri(imported.Mesh.Url("query"), "/query"), token, $"SELECT * FROM {name}");
        return status == HttpStatusCode.OK ? Lines(text) : Refusal(status);
    }

    private async Task<string> TableAsync(Uri url, string token)
    {
        var (status, text) = await SendAsync(HttpMethod.Get, url, token);
        return status == HttpStatusCode.OK ? Lines(text) : Refusal(status);
    }

    private async Task<string> RestAsync(Uri url, string token)
    {
        List<JsonElement> rows = [];
        for (string? after = null; ;)
        {
            var (status, text) = await SendAsync(HttpMethod.Get, new Uri($"{url}?limit=1000{(after is null ? "" : $"&after={after}")}"), token);
            if (status != HttpStatusCode.OK)
            {
                return Refusal(status);
            }

            var page = JsonElement.Parse(text);
            rows.AddRange(page.GetProperty("items").EnumerateArray());
            if ((after = page.GetProperty("next").GetString()) is null)
            {
                return Canonical(rows);
            }
        }
    }

    private async Task<string> StreamAsync(Uri url, IReadOnlyList<string> key, string token)
    {
        List<JsonElement> rows = [];
        for (var last = ""; ;)
        {
            var (status, text) = await SendAsync(HttpMethod.Get, new Uri($"{url}?limit=1000&timeout=0{(last.Length == 0 ? "" : $"&lastEventId={Uri.EscapeDataString(last)}")}"), token);
            if (status != HttpStatusCode.OK)
            {
                return Refusal(status);
            }

            var events = JsonElement.Parse(text).EnumerateArray().ToList();
            if (events.Count == 0)
            {
                // Of a current state the last event of a key is its row.
                return Canonical(key.Count == 0 ? rows : rows.GroupBy(row => string.Join('\n', key.Select(column => row.GetProperty(column).GetRawText())), StringComparer.Ordinal).Select(group => group.Last()));
            }

            last = events[^1].GetProperty("id").GetString()!;
            rows.AddRange(events.Select(received => received.GetProperty("data").Clone()));
        }
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpMethod method, Uri url, string token, string? sql = null)
    {
        using var request = new HttpRequestMessage(method, url) { Content = sql is null ? null : new StringContent(sql, Encoding.UTF8, "text/plain") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    // SQL hides what a port refuses: to both, who may not read gets nothing.
    private static string Refusal(HttpStatusCode status) => status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound ? "refused" : $"{(int)status}";

    private static string Lines(string text) => Canonical(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)));

    // Rows have no order, and their members none.
    private static string Canonical(IEnumerable<JsonElement> rows) => string.Join('\n', rows
        .Select(row => "{" + string.Join(',', row.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")) + "}")
        .Order(StringComparer.Ordinal));

    private static string Difference(string rows, string expected)
    {
        var (one, other) = (rows.Split('\n'), expected.Split('\n'));
        return $"{one.Length} rows and {other.Length}; here {one.Except(other, StringComparer.Ordinal).FirstOrDefault()}, there {other.Except(one, StringComparer.Ordinal).FirstOrDefault()}";
    }
}
