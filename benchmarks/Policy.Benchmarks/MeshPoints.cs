using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Policy.Benchmarks;

/// <summary>The enforcement points of a running mesh, queried by one reader: SQL at the query proxy, a REST and a stream port of the domain's service, the catalog's Iceberg endpoint.</summary>
internal sealed class MeshPoints(RunningMesh mesh, string reader, Uri rows, Uri events, string table)
{
    private const string Sql = "SQL";
    private const string Rest = "REST port";
    private const string Stream = "stream port";
    private const string Iceberg = "Iceberg endpoint";
    private const string OpenPage = "next page of a query";
    private const string OpenStream = "open stream";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string[] _name = table.Split('.');

    /// <summary>Whether the reader sees personal data at a point.</summary>
    public IReadOnlyDictionary<string, Func<Task<bool>>> Clear => new Dictionary<string, Func<Task<bool>>>(StringComparer.Ordinal)
    {
        [Sql] = async () => (await QueryAsync()).Text.Contains('@', StringComparison.Ordinal),
        [Rest] = async () => (await GetAsync(new Uri($"{rows}?limit=1"))).Text.Contains('@', StringComparison.Ordinal),
        [Stream] = async () => (await GetAsync(new Uri($"{events}?limit=1"))).Text.Contains('@', StringComparison.Ordinal),
        [Iceberg] = LoadAsync,
    };

    /// <summary>Whether the reader gets rows at a point, masked or not. Files go to no one who is masked.</summary>
    public IReadOnlyDictionary<string, Func<Task<bool>>> Answered => new Dictionary<string, Func<Task<bool>>>(StringComparer.Ordinal)
    {
        [Sql] = async () => (await QueryAsync()).Status == HttpStatusCode.OK,
        [Rest] = async () => (await GetAsync(new Uri($"{rows}?limit=1"))).Status == HttpStatusCode.OK,
        [Stream] = async () => (await GetAsync(new Uri($"{events}?limit=1"))).Status == HttpStatusCode.OK,
    };

    public async Task UntilAsync(IReadOnlyDictionary<string, Func<Task<bool>>> points, bool holds)
    {
        foreach (var (name, holdsNow) in points)
        {
            for (var began = Stopwatch.GetTimestamp(); await holdsNow() != holds;)
            {
                if (Stopwatch.GetElapsedTime(began) > Patience)
                {
                    throw new InvalidOperationException($"{name} does not change.");
                }
            }
        }
    }

    /// <summary>Measures when each point no longer held; each is requested again and again by itself.</summary>
    public async Task<IReadOnlyDictionary<string, long>> TimesAsync(IReadOnlyDictionary<string, Func<Task<bool>>> points, OpenAnswers? open = null)
    {
        IEnumerable<KeyValuePair<string, Func<Task<bool>>>> all = open is null ? points : points.Concat(open.Points);
        var ends = await Task.WhenAll(all.Select(point => Task.Run(async () =>
        {
            for (var began = Stopwatch.GetTimestamp(); await point.Value();)
            {
                if (Stopwatch.GetElapsedTime(began) > Patience)
                {
                    throw new InvalidOperationException($"{point.Key} does not change.");
                }
            }

            return (point.Key, End: Stopwatch.GetTimestamp());
        })));
        return ends.ToDictionary(end => end.Key, end => end.End, StringComparer.Ordinal);
    }

    /// <summary>A query whose second page is not read yet, and a stream that waits for its next event.</summary>
    public async Task<OpenAnswers> HoldAsync()
    {
        var sql = $"SELECT o.customer_email FROM {table} o CROSS JOIN UNNEST(sequence(1, 10000)) AS t(n)";
        using var started = await mesh.SendAsync(reader, HttpMethod.Post, new Uri(mesh.Query, "v1/statement"), new StringContent(sql));
        var page = JsonNode.Parse(await started.Content.ReadAsStringAsync())!;
        while (page["data"] is null)
        {
            page = JsonNode.Parse((await GetAsync(Next(page))).Text)!;
        }

        var next = Next(page);
        var last = await LastEventAsync();
        return new OpenAnswers(
            new Dictionary<string, Func<Task<bool>>>(StringComparer.Ordinal)
            {
                // The same page, again and again: a client may repeat it until it asks for the one behind it.
                [OpenPage] = async () => JsonNode.Parse((await GetAsync(next)).Text)!["error"] is null,
                [OpenStream] = async () => (await GetAsync(new Uri($"{events}?lastEventId={last}&timeout=30000"))).Status == HttpStatusCode.OK,
            },
            async () => (await mesh.SendAsync(reader, HttpMethod.Delete, next)).Dispose());
    }

    private static Uri Next(JsonNode page) => new(page["nextUri"]?.GetValue<string>() ?? throw new InvalidOperationException($"The query ended: {page}"));

    private async Task<string> LastEventAsync()
    {
        var last = "";
        while (true)
        {
            var (status, text) = await GetAsync(new Uri($"{events}?limit=1000{(last.Length == 0 ? "" : $"&lastEventId={last}")}"));
            if (status != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"The stream answers {status} {text}");
            }

            var batch = JsonElement.Parse(text);
            if (batch.GetArrayLength() == 0)
            {
                return last;
            }

            last = batch[batch.GetArrayLength() - 1].GetProperty("id").GetString()!;
        }
    }

    private async Task<bool> LoadAsync() => (await GetAsync(new Uri(mesh.Catalog, $"iceberg/v1/mesh/namespaces/{_name[0]}/tables/{_name[1]}"))).Status == HttpStatusCode.OK;

    private async Task<(HttpStatusCode Status, string Text)> QueryAsync()
    {
        using var answer = await mesh.SendAsync(reader, HttpMethod.Post, new Uri(mesh.Query, "query"), new StringContent($"SELECT customer_email FROM {table} WHERE customer_email IS NOT NULL LIMIT 1"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(Uri address)
    {
        using var answer = await mesh.SendAsync(reader, HttpMethod.Get, address);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>Answers that were begun before a change.</summary>
internal sealed class OpenAnswers(IReadOnlyDictionary<string, Func<Task<bool>>> points, Func<Task> end) : IAsyncDisposable
{
    public IReadOnlyDictionary<string, Func<Task<bool>>> Points => points;

    public async ValueTask DisposeAsync() => await end();
}
