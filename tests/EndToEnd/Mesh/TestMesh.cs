using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MeshStarter.EndToEnd.Shop;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>A whole mesh of a test's own: its own data folder, random ports, every process real.</summary>
internal sealed class TestMesh : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Starts the domains of the samples alone, whatever others a team has added.</summary>
    public const string SamplesAlone = "--Mesh:Domains=orders,payments,inventory";

    private static readonly SemaphoreSlim Starts = new(AppHostProcess.Feed == "full" ? 1 : int.MaxValue);

    private static readonly string[] Domains = ["orders", "payments", "inventory"];

    private readonly IDistributedApplicationTestingBuilder _builder;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };

    private TestMesh(IDistributedApplicationTestingBuilder builder, DistributedApplication app, CapturedLog log)
    {
        _builder = builder;
        App = app;
        Log = log;
    }

    public DistributedApplication App { get; }

    /// <summary>The output of the AppHost and its resources.</summary>
    public CapturedLog Log { get; }

    /// <summary>Starts a mesh that publishes each second, whatever its products promise, and waits until all of it is healthy.</summary>
    public static Task<TestMesh> StartAsync(string data, params string[] settings) => InTurnAsync(() => StartedAsync(data, settings));

    /// <summary>
    /// Starts an AppHost on Aspire after the others that start in this way. Aspire gives its orchestrator 20 s (<c>KubernetesService</c>), which several starts at once
    /// exceed on two cores; the built-in model has no such limit. Slow tests start theirs by <see cref="AppHostProcess"/>, out of turn.
    /// </summary>
    public static async Task<T> InTurnAsync<T>(Func<Task<T>> start)
    {
        await Starts.WaitAsync();
        try
        {
            return await start();
        }
        finally
        {
            Starts.Release();
        }
    }

    private static async Task<TestMesh> StartedAsync(string data, string[] settings)
    {
        using var patience = new CancellationTokenSource(Patience);
        var log = new CapturedLog(LogLevel.Information);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([$"--Mesh:Data={data}", SamplesAlone, "--Mesh:PublishInterval=00:00:01", .. settings], patience.Token);
        builder.Services.AddLogging(logging => logging.AddProvider(log));
        var app = await builder.BuildAsync(patience.Token);
        var mesh = new TestMesh(builder, app, log);
        try
        {
            await app.StartAsync(patience.Token);
            // The setup ends before the services start.
            foreach (var service in builder.Resources.OfType<ProjectResource>().Where(project => project.Name != "setup").Select(project => project.Name).ToList())
            {
                await app.ResourceNotifications.WaitForResourceHealthyAsync(service, patience.Token);
            }

            return mesh;
        }
        catch (Exception exception)
        {
            await mesh.DisposeAsync();
            throw new InvalidOperationException($"The mesh did not start: {exception.Message}{Environment.NewLine}{string.Join(Environment.NewLine, log.Lines.TakeLast(60))}", exception);
        }
    }

    public Uri Url(string resource, string endpoint = "http") => App.GetEndpoint(resource, endpoint);

    public async Task<string> TokenAsync(string persona)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(Url("governance"), "/dev/token"), new { persona });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    /// <summary>An answer to a persona's GET.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string resource, string path, string persona) => SendAsync(HttpMethod.Get, resource, path, persona, content: null);

    /// <summary>An answer to a GET with a token, which is sent at once.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> GetByTokenAsync(string resource, string path, string token) => Body(await _http.SendAsync(HttpMethod.Get, new Uri(Url(resource), path), token));

    /// <summary>Asks until the answer is right, or time is up; returns the last answer.</summary>
    public async Task<JsonElement> GetUntilAsync(string resource, string path, string persona, Func<JsonElement, bool> right) =>
        (await UntilAsync(() => GetAsync(resource, path, persona), answer => answer.Status == HttpStatusCode.OK && right(answer.Body))).Body;

    /// <summary>Asks a service that the mesh does not run until it answers with success, or time is up; returns the last answer's text.</summary>
    public async Task<string> UntilServedAsync(string url, string persona)
    {
        return (await UntilAsync(AskAsync, answer => answer.Status == HttpStatusCode.OK)).Text;

        async Task<(HttpStatusCode? Status, string Text)> AskAsync()
        {
            try
            {
                return await _http.SendAsync(HttpMethod.Get, new Uri(url), await TokenAsync(persona));
            }
            catch (HttpRequestException unanswered)
            {
                return (null, unanswered.Message);
            }
        }
    }

    /// <summary>An answer to what a persona posts.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string resource, string path, string persona, object body) => SendAsync(HttpMethod.Post, resource, path, persona, JsonContent.Create(body));

    /// <summary>Approves a request for access, and returns the answer.</summary>
    public async Task<JsonElement> ApproveAsync(string? request, string persona)
    {
        var (status, body) = await PostAsync("governance", $"/access/requests/{request}/approve", persona, new { reason = "For a test" });
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body;
    }

    /// <summary>The ids of the nodes of a lineage answer; none where it has no such member.</summary>
    public static IReadOnlyList<string> NodesOf(JsonElement body, string member = "nodes") =>
        body.TryGetProperty(member, out var nodes) ? [.. nodes.EnumerateArray().Select(node => node.GetProperty("id").GetString()!)] : [];

    /// <summary>An answer to a persona's DELETE.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> DeleteAsync(string resource, string path, string persona) => SendAsync(HttpMethod.Delete, resource, path, persona, content: null);

    /// <summary>An answer to a persona's GET, as its text.</summary>
    public Task<(HttpStatusCode Status, string Text)> GetTextAsync(string resource, string path, string persona) => SendTextAsync(HttpMethod.Get, resource, path, persona, content: null);

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string resource, string path, string persona, HttpContent? content) =>
        Body(await SendTextAsync(method, resource, path, persona, content));

    private static (HttpStatusCode Status, JsonElement Body) Body((HttpStatusCode Status, string Text) answer) => (answer.Status, answer.Text.Length == 0 ? default : JsonElement.Parse(answer.Text));

    private async Task<(HttpStatusCode Status, string Text)> SendTextAsync(HttpMethod method, string resource, string path, string persona, HttpContent? content) =>
        await _http.SendAsync(method, new Uri(Url(resource), path), await TokenAsync(persona), content);

    /// <summary>The rows that a persona gets, as JSON objects; the refusal's detail as an exception.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string sql, string persona)
    {
        var (status, text) = await _http.SendAsync(HttpMethod.Post, new Uri(Url("query"), "/query"), await TokenAsync(persona), new StringContent(sql), "application/x-ndjson");
        return status == HttpStatusCode.OK
            ? [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))]
            : throw new QueryRefusedException((int)status, text);
    }

    /// <summary>Asks until the answer is right, or time is up; returns the last answer.</summary>
    public Task<IReadOnlyList<JsonElement>> QueryUntilAsync(string sql, string persona, Func<IReadOnlyList<JsonElement>, bool> right)
    {
        return UntilAsync(AskAsync, right);

        async Task<IReadOnlyList<JsonElement>> AskAsync()
        {
            try
            {
                return await QueryAsync(sql, persona);
            }
            catch (QueryRefusedException refused) when (refused.Status == 404 || refused.IsGrantEnded || refused.Status >= 500)
            {
                // The product registers itself a moment after its service is up, and an answer that was under way when its grant ended must be requested again.
                return [];
            }
        }
    }

    /// <summary>Asks until the answer is right, or time is up; returns the last answer.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> right)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (true)
        {
            var answer = await ask();
            if (right(answer) || patience.IsCancellationRequested)
            {
                return answer;
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Waits until every domain has imported its files and heard of what the others imported.</summary>
    public Task WaitForImportAsync() => Eventually.HoldsAsync(
        async () =>
        {
            var reports = new List<JsonElement>();
            foreach (var domain in Domains)
            {
                var (status, report) = await GetAsync(domain, "/import", $"{domain}-owner");
                if (status == HttpStatusCode.OK)
                {
                    reports.Add(report);
                }
            }

            var emitted = reports.SelectMany(report => report.GetProperty("emitted").EnumerateObject()).ToDictionary(stream => stream.Name, stream => stream.Value.GetInt64());
            return reports.Count == Domains.Length
                && reports.All(report => report.GetProperty("state").GetString() is "done" or "failed")
                && reports.SelectMany(report => report.GetProperty("consumed").EnumerateObject()).All(stream => stream.Value.GetInt64() >= emitted.GetValueOrDefault(stream.Name));
        },
        "the import of every domain",
        Patience);

    /// <summary>Waits until the tables have all that a shop's files give.</summary>
    public async Task WaitForTablesAsync(ShopFiles shop)
    {
        var (payments, revenue) = (shop.Revenue.Values.Sum(day => day.Payments), shop.Revenue.Values.Sum(day => day.Revenue).ToString("F2", CultureInfo.InvariantCulture));
        var expected = $$"""{"orders":{{shop.OrderIds.Count}},"events":{{shop.Events.Values.Sum()}},"payments":{{payments}},"paid":"{{revenue}}","days":{{shop.Revenue.Count}},"revenue":"{{revenue}}","sold":{{shop.Sold.Values.Sum()}}}""";
        var found = await QueryUntilAsync(
            """
            SELECT (SELECT count(*) FROM orders.orders) AS orders,
                   (SELECT count(DISTINCT event_id) FROM orders.fact_order_events) AS events,
                   (SELECT count(*) FROM payments.fact_payment_events) AS payments,
                   (SELECT CAST(sum(amount) AS VARCHAR) FROM payments.fact_payment_events) AS paid,
                   (SELECT count(*) FROM payments.daily_revenue) AS days,
                   (SELECT CAST(sum(revenue) AS VARCHAR) FROM payments.daily_revenue) AS revenue,
                   (SELECT CAST(sum(sold) AS BIGINT) FROM inventory.stock_levels) AS sold
            """,
            "analyst",
            rows => rows is [var row] && row.GetRawText() == expected);
        Assert.Equal(expected, Assert.Single(found).GetRawText());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await App.DisposeAsync();
        await _builder.DisposeAsync();
    }
}
