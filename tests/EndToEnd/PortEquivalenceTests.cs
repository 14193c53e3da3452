using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.EndToEnd;

/// <summary>Whichever port a reader takes, a version of a product has the same rows, and the same values are masked.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class PortEquivalenceTests(ImportedMesh imported) : IDisposable
{
    private const string Sql = "sql";
    private const string Mask = "\"****\"";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose() => _http.Dispose();

    [Theory]
    [Trait("Category", "Quick")]
    [InlineData("orders-owner")]
    [InlineData("inventory-owner", "orders.fact_order_events", "orders.orders")]
    [InlineData("analyst", "orders.fact_order_events", "orders.orders")]
    public Task Every_port_shows_a_reader_the_same_rows_of_a_version_with_the_same_values_masked(string persona, params string[] masked) => AssertSameAsync(persona, masked);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("payments-owner", "orders.fact_order_events", "orders.orders")]
    [InlineData("platform-admin", "orders.fact_order_events", "orders.orders")]
    [InlineData("auditor", "orders.fact_order_events", "orders.orders")]
    public Task Every_port_shows_other_readers_the_same(string persona, params string[] masked) => AssertSameAsync(persona, masked);

    private async Task AssertSameAsync(string persona, string[] masked)
    {
        var token = await imported.Mesh.TokenAsync(persona);
        var (_, listed) = await imported.Mesh.GetAsync("catalog", "/products?details=true", "platform-admin");
        var products = listed.GetProperty("items").EnumerateArray().ToList();
        Assert.True(products.Count >= 5);
        HashSet<string> ports = new(StringComparer.Ordinal) { Sql };
        foreach (var product in products)
        {
            var name = product.GetProperty("name").GetString()!;
            var owner = $"{name.Split('.')[0]}-owner";
            // What was imported comes to the tables by and by; a version of the table does not change.
            Assert.Single(await imported.Mesh.QueryUntilAsync($"SELECT 1 FROM {name} LIMIT 1", owner, rows => rows.Count == 1));
            var (version, seen) = await ReadAsync(product, owner, token);

            Assert.True(seen.Count > 1, $"{name} has no other port than SQL.");
            ports.UnionWith(seen.Keys);
            foreach (var (port, rows) in seen)
            {
                Assert.True(rows == seen[Sql], $"{name} at {version} as {persona}: {port} differs from SQL: {Difference(rows, seen[Sql])}");
            }

            var clear = await SqlAsync(name, version, await imported.Mesh.TokenAsync(owner));
            Assert.DoesNotContain(Mask, clear, StringComparison.Ordinal);
            Assert.True(seen[Sql].Contains(Mask, StringComparison.Ordinal) == masked.Contains(name, StringComparer.Ordinal), $"{name} as {persona}: {seen[Sql].Split('\n')[0]}");
            Assert.True((seen[Sql] == clear) != masked.Contains(name, StringComparer.Ordinal), $"{name} as {persona} and as {owner}: {Difference(seen[Sql], clear)}");
        }

        // A port that no product of the mesh has would be in no comparison.
        Assert.Equal(WireNames.All<PortType>().Append(Sql).Order(StringComparer.Ordinal), ports.Order(StringComparer.Ordinal));
    }

    private async Task<(long Version, IReadOnlyDictionary<string, string> Seen)> ReadAsync(JsonElement product, string owner, string token)
    {
        var name = product.GetProperty("name").GetString()!;
        var ports = product.GetProperty("ports").EnumerateArray().ToDictionary(port => port.GetProperty("type").GetString()!, port => new Uri(port.GetProperty("url").GetString()!), StringComparer.Ordinal);
        Dictionary<string, string> seen = new(StringComparer.Ordinal);

        // The pages of a REST port are all of one version, which the first one names; the others are requested of that one, or for the table's.
        long version;
        if (ports.TryGetValue("rest", out var rest))
        {
            (version, seen["rest"]) = await RestAsync(rest, token);
            seen["table"] = (await TableAsync(new Uri($"{ports["table"]}?snapshot={version}"), token)).Rows;
        }
        else
        {
            (version, seen["table"]) = await TableAsync(ports["table"], token);
        }

        seen[Sql] = await SqlAsync(name, version, token);
        if (ports.TryGetValue("stream", out var stream))
        {
            seen["stream"] = await StreamAsync(stream, await PositionAsync(name, version, owner), [.. product.GetProperty("key").EnumerateArray().Select(column => column.GetString()!)], token);
        }

        Assert.True(ports.Keys.All(seen.ContainsKey), $"{name} has the ports {string.Join(", ", ports.Keys)}: say here how each is read at a version.");
        return (version, seen);
    }

    private async Task<string> SqlAsync(string name, long version, string token) =>
        Lines((await SendAsync(HttpMethod.Post, new Uri(imported.Mesh.Url("query"), "/query"), token, $"SELECT * FROM {name} FOR VERSION AS OF {version}")).Text);

    private async Task<(long Version, string Rows)> TableAsync(Uri url, string token)
    {
        var (headers, text) = await SendAsync(HttpMethod.Get, url, token);
        return (long.Parse(headers.GetValues("Mesh-Snapshot-Id").Single(), CultureInfo.InvariantCulture), Lines(text));
    }

    private async Task<(long Version, string Rows)> RestAsync(Uri url, string token)
    {
        List<JsonElement> rows = [];
        for (string? after = null; ;)
        {
            var page = JsonElement.Parse((await SendAsync(HttpMethod.Get, new Uri($"{url}?limit=1000{(after is null ? "" : $"&after={after}")}"), token)).Text);
            rows.AddRange(page.GetProperty("items").EnumerateArray());
            if ((after = page.GetProperty("next").GetString()) is null)
            {
                return (page.GetProperty("snapshot_id").GetInt64(), Canonical(rows));
            }
        }
    }

    private async Task<string> StreamAsync(Uri url, long position, IReadOnlyList<string> key, string token)
    {
        List<JsonElement> rows = [];
        for (var last = ""; ;)
        {
            var (_, text) = await SendAsync(HttpMethod.Get, new Uri($"{url}?limit=1000&timeout=0{(last.Length == 0 ? "" : $"&lastEventId={Uri.EscapeDataString(last)}")}"), token);
            var events = JsonElement.Parse(text).EnumerateArray().Select(received => (Id: received.GetProperty("id").GetString()!, Row: received.GetProperty("data"))).ToList();
            var until = events.TakeWhile(received => long.Parse(received.Id.Split("::")[0], CultureInfo.InvariantCulture) <= position).ToList();
            rows.AddRange(until.Select(received => received.Row));
            if (events.Count == 0 || until.Count < events.Count)
            {
                // The last event of a key is its row in a current state.
                return Canonical(key.Count == 0 ? rows : rows.GroupBy(row => string.Join('\n', key.Select(column => row.GetProperty(column).GetRawText())), StringComparer.Ordinal).Select(group => group.Last()));
            }

            last = events[^1].Id;
        }
    }

    /// <summary>The place in the outbox that a version of a product's table has come to, as the table's own metadata says it.</summary>
    private async Task<long> PositionAsync(string name, long version, string owner)
    {
        var (_, table) = await imported.Mesh.GetAsync("catalog", $"/iceberg/v1/mesh/namespaces/{name.Replace(".", "/tables/", StringComparison.Ordinal)}", owner);
        var snapshots = table.GetProperty("metadata").GetProperty("snapshots").EnumerateArray();
        return long.Parse(snapshots.Single(snapshot => snapshot.GetProperty("snapshot-id").GetInt64() == version).GetProperty("summary").GetProperty("mesh.outbox-position").GetString()!, CultureInfo.InvariantCulture);
    }

    private async Task<(HttpResponseHeaders Headers, string Text)> SendAsync(HttpMethod method, Uri url, string token, string? sql = null)
    {
        using var request = new HttpRequestMessage(method, url) { Content = sql is null ? null : new StringContent(sql, Encoding.UTF8, "text/plain") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{url} answered {(int)response.StatusCode}: {text}");
        return (response.Headers, text);
    }

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
