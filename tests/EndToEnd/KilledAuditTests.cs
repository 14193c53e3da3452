using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.EndToEnd.Shop;
using MeshStarter.Platform.Audit.Records;
using Xunit.Abstractions;

namespace MeshStarter.EndToEnd;

/// <summary>Each service that decides is killed again and again while it is read: every answer that arrived has its record in the audit trail, once.</summary>
[Trait("Category", "Slow")]
public sealed class KilledAuditTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 200;

    private static readonly string[] Victims = ["query", "orders", "governance", "catalog"];

    private readonly TestFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly ConcurrentDictionary<string, string> _answered = new(StringComparer.Ordinal);
    private readonly Random _moments = new(20_261_121);

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose()
    {
        _http.Dispose();
        MeshProcesses.KillAll(Data);
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Every_answer_is_in_the_trail_once_however_often_the_services_are_killed()
    {
        MeshProcesses.Require();
        var shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
        await using var mesh = await TestMesh.StartAsync(Data, $"--Mesh:SourceData={shop.Folder}");
        await mesh.WaitForImportAsync();
        for (var round = 0; round < Kills / Victims.Length; round++)
        {
            var (analyst, owner, auditor) = (await mesh.TokenAsync("analyst"), await mesh.TokenAsync("orders-owner"), await mesh.TokenAsync("auditor"));
            var before = _answered.Count;
            var processes = Victims.Select(victim => MeshProcesses.Capture(Data, victim)).ToList();
            using var reading = new CancellationTokenSource();
            var readers = new[]
            {
                ReadAsync(mesh, "query", "/query", analyst, reading.Token), ReadAsync(mesh, "query", "/query", analyst, reading.Token),
                ReadAsync(mesh, "orders", "/products/orders/rows?limit=1", owner, reading.Token), ReadAsync(mesh, "orders", "/products/fact_order_events/events?limit=1", owner, reading.Token),
                ReadAsync(mesh, "catalog", "/products/orders.orders", analyst, reading.Token), ReadAsync(mesh, "governance", "/audit?limit=1", auditor, reading.Token),
            };
            // Each in turn is the first. Those that are killed behind governance have records that governance has not taken.
            foreach (var victim in Victims.Skip(round % Victims.Length).Concat(Victims.Take(round % Victims.Length)))
            {
                await Task.Delay(_moments.Next(50, 400), CancellationToken.None);
                MeshProcesses.Kill(Data, victim);
            }

            await reading.CancelAsync();
            await Task.WhenAll(readers);
            Assert.True(_answered.Count > before, $"Nothing was answered in round {round}.");
            processes.ForEach(process => process.Start());
            await Task.WhenAll(Victims.Select(victim => HealthyAsync(mesh.Url(victim))));
            if ((round + 1) % 5 == 0)
            {
                await AssertRecordedOnceAsync(mesh);
                output.WriteLine($"{(round + 1) * Victims.Length} kills, {_answered.Count} answers, each in the trail once.");
            }
        }
    }

    private async Task AssertRecordedOnceAsync(TestMesh mesh)
    {
        var recorded = await TestMesh.UntilAsync(() => RecordedAsync(mesh), recorded => _answered.Keys.All(recorded.ContainsKey));
        var missing = _answered.Keys.Where(id => !recorded.ContainsKey(id)).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} of {_answered.Count} answers have no record: {string.Join(", ", missing.Take(5).Select(id => $"{_answered[id]} {id}"))}");
        Assert.All(_answered.Keys, id => Assert.Equal(1, recorded[id]));
    }

    /// <summary>Reads again and again; an answer counts once its last byte is here.</summary>
    private async Task ReadAsync(TestMesh mesh, string resource, string path, string token, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var trace = ActivityTraceId.CreateRandom().ToHexString();
            using var request = new HttpRequestMessage(resource == "query" ? HttpMethod.Post : HttpMethod.Get, new Uri(mesh.Url(resource), path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
            if (resource == "query")
            {
                request.Content = new StringContent("SELECT count(*) AS n FROM orders.orders", Encoding.UTF8, "text/plain");
            }

            try
            {
                using var response = await _http.SendAsync(request, CancellationToken.None);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    _answered[resource == "query" ? response.Headers.GetValues("X-Mesh-Query-Id").Single() : trace] = resource;
                }
            }
            catch (Exception failed) when (failed is HttpRequestException or IOException or TaskCanceledException)
            {
                // It was killed before the whole answer was here.
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    private async Task<Dictionary<string, int>> RecordedAsync(TestMesh mesh)
    {
        var (status, text) = await _http.SendAsync(HttpMethod.Get, new Uri(mesh.Url("governance"), "/audit/export"), await mesh.TokenAsync("auditor"));
        Assert.Equal(HttpStatusCode.OK, status);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<AuditExportLine>(line, MeshJson.Options)!.Record).OfType<AuditRecord>()
            // The end of an answer is another record of it.
            .Where(record => record.Action != AuditActions.Ended).Select(record => record.CorrelationId).OfType<string>()
            .CountBy(id => id, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
    }

    private Task HealthyAsync(Uri service) => Eventually.HoldsAsync(async () =>
    {
        try
        {
            using var health = await _http.GetAsync(new Uri(service, "/health"));
            return health.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });
}
