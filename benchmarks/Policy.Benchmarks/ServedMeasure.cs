using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Policy.Benchmarks;

/// <summary>POST /decisions of a running mesh against Open Policy Agent with the same rules, products and cases, one after the other, in one run.</summary>
internal static class ServedMeasure
{
    private const int CasesOfRequest = 100;
    private const int Clients = 2;
    private const string Persona = "analyst";
    private static readonly TimeSpan Warmed = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var given = arguments.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var (governance, catalog, start) = (new Uri(given["--governance"]), new Uri(given["--catalog"]), given["--opa"]);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients });
        using var issued = await http.PostAsJsonAsync(new Uri(governance, "/dev/token"), new { persona = Persona });
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString());
        var products = (await http.GetFromJsonAsync<JsonElement>(new Uri(catalog, "/products?details=true&limit=200"))).GetProperty("items").EnumerateArray().ToList();
        string[] actions = ["discover", "read", "read_raw", "operate", "audit"];
        (string Action, string Product)[] cases = [.. Enumerable.Range(0, CasesOfRequest).Select(i => (actions[i % actions.Length], products[i % products.Count].GetProperty("name").GetString()!))];

        var folder = Directory.CreateTempSubdirectory("mesh-opa-");
        var port = FreePort();
        await WriteAsync(folder.FullName, products);
        using var opa = Process.Start(new ProcessStartInfo(start, [folder.FullName, port.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false })!;
        try
        {
            var address = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");
            await ReadyAsync(http, new Uri(address, "health"));
            var principal = new { subject = Persona, domain = "analytics", roles = (string[])["analyst"], purposes = (string[])["analytics"] };
            var own = JsonSerializer.SerializeToUtf8Bytes(new { cases = cases.Select(each => new { action = each.Action, product = each.Product }) });
            var theirs = JsonSerializer.SerializeToUtf8Bytes(new { input = new { cases = cases.Select(each => new { action = each.Action, product = each.Product, principal }) } });
            var (decisions, answers) = (new Uri(governance, "/decisions"), new Uri(address, "v1/data/mesh/answers"));
            await CompareAsync(http, decisions, own, answers, theirs);
            var ours = await RateAsync(http, decisions, own);
            var peer = await RateAsync(http, answers, theirs);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{CasesOfRequest} cases a request, {Clients} clients: POST /decisions {ours:N0} decisions/s, OPA {peer:N0} decisions/s, {ours / peer:0.0} times as many"));
            return 0;
        }
        finally
        {
            opa.Kill();
            await opa.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    // Both permit the same, and mask the same number of columns.
    private static async Task CompareAsync(HttpClient http, Uri decisions, byte[] own, Uri answers, byte[] theirs)
    {
        var ours = (await AskAsync(http, decisions, own)).GetProperty("items").EnumerateArray().ToList();
        var peers = (await AskAsync(http, answers, theirs)).GetProperty("result").EnumerateArray().ToList();
        for (var i = 0; i < CasesOfRequest; i++)
        {
            var masked = ours[i].TryGetProperty("columns", out var columns) && columns.ValueKind == JsonValueKind.Array
                ? columns.EnumerateArray().Count(column => column.TryGetProperty("mask", out var mask) && mask.ValueKind == JsonValueKind.String)
                : 0;
            var peerMasks = peers[i].GetProperty("permit").GetBoolean() ? peers[i].GetProperty("masks").EnumerateObject().Count() : 0;
            // Files are refused where something is masked; the peer leaves that to its caller.
            var permit = peers[i].GetProperty("permit").GetBoolean() && (ours[i].GetProperty("permit").GetBoolean() || peerMasks == 0);
            if (permit != ours[i].GetProperty("permit").GetBoolean() || (masked != peerMasks && masked > 0))
            {
                throw new InvalidOperationException($"Case {i} is decided otherwise: {ours[i]} and {peers[i]}.");
            }
        }
    }

    private static async Task<double> RateAsync(HttpClient http, Uri address, byte[] body)
    {
        await LoadAsync(http, address, body, Warmed);
        var began = Stopwatch.GetTimestamp();
        var requests = await LoadAsync(http, address, body, Measured);
        return requests * CasesOfRequest / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<long> LoadAsync(HttpClient http, Uri address, byte[] body, TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            var requests = 0L;
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
                using var answer = await http.PostAsync(address, content);
                answer.EnsureSuccessStatusCode();
                await answer.Content.CopyToAsync(Stream.Null);
                requests++;
            }

            return requests;
        })));
        return counts.Sum();
    }

    private static async Task<JsonElement> AskAsync(HttpClient http, Uri address, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var answer = await http.PostAsync(address, content);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task WriteAsync(string folder, IReadOnlyList<JsonElement> products)
    {
        using var stream = typeof(ServedMeasure).Assembly.GetManifestResourceStream("mesh.rego")!;
        using var rules = new StreamReader(stream);
        await File.WriteAllTextAsync(Path.Combine(folder, "mesh.rego"), await rules.ReadToEndAsync());
        var data = new JsonObject { ["products"] = new JsonObject(products.Select(product => KeyValuePair.Create(product.GetProperty("name").GetString()!, Facts(product)))) };
        await File.WriteAllTextAsync(Path.Combine(folder, "data.json"), data.ToJsonString());
    }

    private static JsonNode? Facts(JsonElement product)
    {
        var personal = product.GetProperty("access").TryGetProperty("pii_fields", out var fields) ? fields.EnumerateArray().Select(field => field.GetString()).ToHashSet(StringComparer.OrdinalIgnoreCase) : [];
        return JsonSerializer.SerializeToNode(new
        {
            domain = product.GetProperty("name").GetString()!.Split('.')[0],
            classification = product.GetProperty("classification").GetString(),
            columns = product.GetProperty("schema").EnumerateArray().Select(column => new
            {
                name = column.GetProperty("name").GetString(),
                tags = (column.TryGetProperty("tags", out var tags) ? tags.EnumerateArray().Select(tag => tag.GetString()) : []).Concat(personal.Contains(column.GetProperty("name").GetString()) ? ["pii"] : []),
            }),
        });
    }

    private static async Task ReadyAsync(HttpClient http, Uri health)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                using var answer = await http.GetAsync(health);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        throw new InvalidOperationException($"{health} does not answer.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
