using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Queries;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Policy.Decisions;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Capture;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.QueryProxy.Tests.Capture;

/// <summary>Records that cannot be sent: no query waits for them, and the log has how many were lost.</summary>
public sealed class QueryCaptureTests : IDisposable
{
    /// <summary>Queries that may wait until their records are made.</summary>
    private const int MaxEnded = 256;

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-capture-").FullName;
    private readonly CapturedLog _log = new(LogLevel.Warning);
    private readonly RecordedQueries _catalog = new();
    private readonly ServiceProvider _services;
    private readonly QueryCapture _capture;
    private readonly QueryRun _run;

    public QueryCaptureTests()
    {
        _services = new ServiceCollection().AddLogging(logging => logging.AddProvider(_log))
            .AddSingleton(new QueryRecordClient(new HttpClient(_catalog) { BaseAddress = new Uri("http://catalog") })).BuildServiceProvider();
        _capture = new QueryCapture(_services, TimeProvider.System, _services.GetRequiredService<ILogger<QueryCapture>>());
        _run = new QueryRun(
            new QueryRequest("20260101_000000_00001_aaaaa", "SELECT 1", new Principal("analyst", Domain: null, Roles: [], Purposes: []), new QuerySession(), RowFormat.Trino),
            new ResultStorage(new QueryOptions(), _folder, TimeProvider.System),
            TimeProvider.System);
    }

    public void Dispose()
    {
        _run.Dispose();
        _capture.Dispose();
        _services.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Queries_that_end_faster_than_they_are_read_are_counted_although_the_catalog_takes_the_others()
    {
        Add(MaxEnded + 2);

        await _capture.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => _log.Lines.Count > 0);
        await _capture.StopAsync(CancellationToken.None);

        Assert.Equal(MaxEnded, _catalog.Taken.Count);
        Assert.Equal(["2 records of queries were lost; the audit trail has all decisions"], _log.Lines.Select(line => line.Text));
    }

    [Fact]
    public async Task All_that_waits_is_sent_at_the_end()
    {
        _catalog.IsUp = false;
        Add(250);
        await _capture.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => _catalog.Refused == 250);
        // A batch takes 500 of them.
        Add(MaxEnded);
        _catalog.IsUp = true;

        await _capture.StopAsync(CancellationToken.None);

        Assert.Equal(250 + MaxEnded, _catalog.Taken.Count);
        Assert.DoesNotContain("lost", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_that_the_catalog_does_not_take_at_the_end_are_counted()
    {
        _catalog.IsUp = false;
        Add(3);
        await _capture.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => _catalog.Refused == 3);

        await _capture.StopAsync(CancellationToken.None);

        Assert.Equal("3 records of queries were lost; the audit trail has all decisions", _log.Lines.Last().Text);
    }

    private void Add(int queries)
    {
        for (var query = 0; query < queries; query++)
        {
            _run.Reading = new QueryReading("SELECT 1", default, [], []);
            _capture.Add(_run, _run.Request, failure: null);
        }
    }

    /// <summary>Takes records as the catalog does, or refuses them for the time being.</summary>
    private sealed class RecordedQueries : HttpMessageHandler
    {
        public bool IsUp { get; set; } = true;

        public int Refused { get; private set; }

        public ConcurrentQueue<CapturedQuery> Taken { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var records = (await request.Content!.ReadFromJsonAsync<ItemList<CapturedQuery>>(MeshJson.Options, cancellationToken))!.Items;
            if (!IsUp)
            {
                Refused = records.Count;
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            }

            foreach (var record in records)
            {
                Taken.Enqueue(record);
            }

            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
