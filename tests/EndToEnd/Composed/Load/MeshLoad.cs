using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.EndToEnd.Shop;
using MeshStarter.TestKit.Providers;
using Npgsql;

namespace MeshStarter.EndToEnd.Composed.Load;

/// <summary>The clients of a mesh for some time: they place orders, query, read files and read the portal. What they saw is compared with what the mesh has in the end.</summary>
internal sealed class MeshLoad : IDisposable
{
    private readonly ComposedCompany _company;
    private readonly HttpClient _http;
    private readonly HttpClient _portal;
    private readonly ConcurrentQueue<string> _placed = new();
    private readonly ConcurrentQueue<string> _unmasked = new();
    private readonly List<ClientLoad> _clients;

    private MeshLoad(ComposedCompany company, HttpClient portal)
    {
        (_company, _portal) = (company, portal);
        _http = new HttpClient { BaseAddress = company.Mesh.AddressOf("query"), Timeout = TimeSpan.FromSeconds(30) };
        _clients =
        [
            new ClientLoad("orders", PlaceAsync), new ClientLoad("more orders", PlaceAsync), new ClientLoad("queries", QueryAsync),
            new ClientLoad("products of the portal", token => PageAsync("/products", token)), new ClientLoad("a product of the portal", token => PageAsync("/products/orders.orders", token)),
        ];
    }

    /// <summary>Signs the reader of the portal in, and waits until there is a first order to read.</summary>
    public static async Task<MeshLoad> StartAsync(ComposedCompany company)
    {
        var load = new MeshLoad(company, await Company.SignInAsync(company.Mesh.AddressOf("portal"), company.Provider, company.Certificate));
        await load.PlaceAsync(CancellationToken.None);
        await TestMesh.UntilAsync(() => load.AnswerAsync(Company.Owner, "SELECT count(*) AS n FROM orders.orders"), answer => answer.Text.Contains(":1}", StringComparison.Ordinal));
        return load;
    }

    /// <summary>Lets all clients work while something is done to the mesh.</summary>
    /// <param name="trino">npm's trino-client.</param>
    /// <param name="python">PyIceberg.</param>
    /// <param name="time">How long they work at least.</param>
    /// <param name="disturb">What is done concurrently.</param>
    public async Task RunAsync(TrinoJsClient trino, PyIcebergLoad python, TimeSpan time, Func<CancellationToken, Task> disturb)
    {
        using var end = new CancellationTokenSource();
        using var over = new CancellationTokenSource(time);
        var program = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Composed", "Load", "trino_load.mjs"), CancellationToken.None);
        var named = $"const server = '{_company.Mesh.AddressOf("query")}', user = '{Company.Analyst.Id}', seconds = {time.TotalSeconds}, patience = {ClientLoad.Patience.TotalSeconds};\n{program}";
        var queries = trino.RunAsync(named, _company.Provider.TokenOf(Company.Analyst, "query"));
        var files = python.RunAsync(new Uri(_company.Mesh.AddressOf("query"), "/iceberg"), _company.Provider.TokenOf(Company.Owner, "catalog"), "orders.orders", time);
        var clients = _clients.ConvertAll(client => client.RunAsync(end.Token));
        await disturb(over.Token);
        Trino = JsonNode.Parse(await queries)!.AsObject();
        PyIceberg = await files;
        await end.CancelAsync();
        await Task.WhenAll(clients);
    }

    /// <summary>Answers that trino-client got.</summary>
    public JsonObject Trino { get; private set; } = [];

    /// <summary>Answers that PyIceberg got.</summary>
    public JsonObject PyIceberg { get; private set; } = [];

    /// <summary>Asserts that the work of the clients is healed, whole and in the trail.</summary>
    public async Task AssertWholeAsync()
    {
        AssertHealed();
        foreach (var one in _company.Mesh.Replicas)
        {
            await one.UntilHealthyAsync(ServiceReplica.Patience);
        }

        await AssertOrdersAsync();
        await AssertAuditedAsync();
        Assert.Empty(_company.Provider.Refusals);
    }

    public override string ToString() => string.Join('\n', _clients) + $"\ntrino-client: {Trino["done"]} done, healed: {Trino["healed"]?.ToJsonString()}\nPyIceberg: {PyIceberg["done"]} done, healed: {PyIceberg["healed"]?.ToJsonString()}";

    public void Dispose()
    {
        _http.Dispose();
        _portal.Dispose();
    }

    // Each client did its work, and a retry healed what failed.
    private void AssertHealed()
    {
        var all = $"{ToString()}\n";
        Assert.All(_clients, client => Assert.True(client.Done > 0 && client.Unhealed.Count == 0, all + string.Join('\n', client.Unhealed)));
        foreach (var seen in new[] { Trino, PyIceberg })
        {
            Assert.True(seen["done"]!.GetValue<int>() > 0 && seen["unhealed"]!.AsArray().Count == 0, all + seen["unhealed"]!.ToJsonString());
        }

        Assert.Empty(_unmasked);
        Assert.Equal(0, Trino["unmasked"]!.GetValue<int>());
        Assert.Empty(PyIceberg["lost"]!.AsArray());
    }

    // Each order that was placed is in SQL once, and the domains that follow have each once.
    private async Task AssertOrdersAsync()
    {
        var stored = await ColumnAsync("orders", "SELECT order_id::text FROM shop.orders ORDER BY 1");
        Assert.Empty(_placed.Except(stored, StringComparer.Ordinal));
        Assert.True(_placed.Count > 1);
        await AssertRowsAsync("SELECT CAST(order_id AS varchar) AS id FROM orders.orders ORDER BY 1", stored);
        await AssertRowsAsync("SELECT CAST(order_id AS varchar) AS id FROM orders.fact_order_events WHERE event_type = 'placed' ORDER BY 1", stored);
        var sold = await TestMesh.UntilAsync(() => AnswerAsync(Company.Analyst, "SELECT sum(sold) AS id FROM inventory.stock_levels"), answer => answer.Text.Trim() == $$"""{"id":{{stored.Count * ShopOrder.Quantity}}}""");
        Assert.Equal($$"""{"id":{{stored.Count * ShopOrder.Quantity}}}""", sold.Text.Trim());

        async Task AssertRowsAsync(string sql, List<string> expected)
        {
            var rows = await TestMesh.UntilAsync(() => AnswerAsync(Company.Owner, sql), answer => RowsOf(answer.Text).SequenceEqual(expected, StringComparer.Ordinal));
            Assert.Equal(expected, RowsOf(rows.Text));
        }
    }

    // The trail has a record of each answer that a client got.
    private async Task AssertAuditedAsync()
    {
        List<string> answers = [.. new[] { Trino["queries"]!, PyIceberg["traces"]! }.SelectMany(seen => seen.AsArray()).Select(id => id!.GetValue<string>())];
        Assert.NotEmpty(answers);
        var missing = await TestMesh.UntilAsync(
            async () =>
            {
                var recorded = (await ColumnAsync("governance", "SELECT DISTINCT correlation_id FROM audit_records WHERE correlation_id IS NOT NULL")).ToHashSet(StringComparer.Ordinal);
                return answers.Where(answer => !recorded.Contains(answer)).ToList();
            },
            missing => missing.Count == 0);
        Assert.Empty(missing);
    }

    // Each try is an order of another customer: a try whose answer was lost may have been placed.
    private async Task PlaceAsync(CancellationToken cancellationToken)
    {
        var (status, text) = await _http.SendAsync(
            HttpMethod.Post, new Uri("/domains/orders/shop/orders", UriKind.Relative), _company.Provider.TokenOf(Company.Owner, "orders"), JsonContent.Create(ShopOrder.Of(_placed.Count)), cancellationToken: cancellationToken);
        if (status != HttpStatusCode.Created)
        {
            throw Failed(status, text);
        }

        _placed.Enqueue(JsonElement.Parse(text).GetProperty("order_id").GetString()!);
    }

    private async Task QueryAsync(CancellationToken cancellationToken)
    {
        var (status, text) = await Company.QueryAsync(_http, _company.Provider.TokenOf(Company.Analyst, "query"), "SELECT DISTINCT customer_email FROM orders.orders");
        if (text.Contains('@', StringComparison.Ordinal))
        {
            _unmasked.Enqueue(text);
        }

        if (status != HttpStatusCode.OK || text.Trim() != """{"customer_email":"****"}""")
        {
            throw Failed(status, text);
        }
    }

    private async Task PageAsync(string path, CancellationToken cancellationToken)
    {
        using var page = await _portal.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        if (page.StatusCode != HttpStatusCode.OK || !(await page.Content.ReadAsStringAsync(cancellationToken)).Contains("orders.orders", StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {(int)page.StatusCode} {page.Headers.Location}");
        }
    }

    private async Task<(HttpStatusCode Status, string Text)> AnswerAsync(ProviderUser user, string sql)
    {
        try
        {
            return await Company.QueryAsync(_http, _company.Provider.TokenOf(user, "query"), sql);
        }
        catch (HttpRequestException away)
        {
            return (HttpStatusCode.ServiceUnavailable, away.Message);
        }
    }

    private async Task<List<string>> ColumnAsync(string service, string sql)
    {
        await using var database = NpgsqlDataSource.Create(_company.Mesh.DatabaseOf(service));
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> values = [];
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    // Without what differs from one failure to the next.
    private static InvalidDataException Failed(HttpStatusCode status, string text) =>
        new(text.StartsWith('{') && JsonNode.Parse(text)?["detail"] is { } detail ? $"{(int)status} {detail}" : $"{(int)status} {text}");

    private static IEnumerable<string> RowsOf(string lines)
    {
        try
        {
            return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!)];
        }
        catch (Exception refused) when (refused is JsonException or KeyNotFoundException)
        {
            return [lines];
        }
    }
}
