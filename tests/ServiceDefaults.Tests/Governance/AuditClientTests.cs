using System.Collections.Concurrent;
using System.Net;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Governance;
using MeshStarter.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.ServiceDefaults.Tests.Governance;

public sealed class AuditClientTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<AuditBatch> _taken = new();
    private TestAuthority _authority = null!;
    private FaultyGovernance _governance = null!;

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        _governance = await FaultyGovernance.StartAsync();
        _governance.Audit = Take;
    }

    public async Task DisposeAsync()
    {
        await _governance.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task Batch_is_repeated_until_it_is_taken()
    {
        var tries = 0;
        _governance.Audit = batch => Interlocked.Increment(ref tries) <= 2 ? Results.StatusCode(500) : Take(batch);
        var record = Record();
        CapturedLog log;
        await using (var service = await StartAsync())
        {
            log = service.Log;
            service.Services.GetRequiredService<AuditClient>().Record(record);
            await EventuallyAsync(() => !_taken.IsEmpty);
        }

        Assert.Equal(3, tries);
        Assert.Equal(2, log.Text.Split("1 audit records wait: HTTP 500").Length); // said once
        Assert.Equal(record.Id, Assert.Single(Assert.Single(_taken).Records).Id);
    }

    [Fact]
    public async Task Full_queue_refuses_the_decision()
    {
        var trying = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _governance.Audit = _ =>
        {
            trying.TrySetResult();
            return Results.StatusCode(503);
        };
        await using var service = await StartAsync(new() { ["Mesh:Audit:QueueLimit"] = "5" });
        var audit = service.Services.GetRequiredService<AuditClient>();
        audit.Record(Record());
        await trying.Task; // the first record has left the queue and is held until it is taken

        var accepted = 0;
        while (audit.TryRecord(Record()))
            accepted++;

        Assert.Equal(5, accepted);
        Assert.Throws<AuditUnavailableException>(() => audit.Record(Record()));
        var (status, _, problem) = await service.GetAsync("/decide");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("urn:mesh:problem:unavailable", problem!["type"]!.GetValue<string>());
        _governance.Audit = Take;
        await service.DisposeAsync();
        Assert.Equal(6, _taken.Sum(batch => batch.Records.Count));
    }

    [Fact]
    public async Task What_waits_at_the_end_is_sent_in_batches()
    {
        var service = await StartAsync(new() { ["Mesh:Audit:BatchSize"] = "10" });
        var audit = service.Services.GetRequiredService<AuditClient>();
        var ids = Enumerable.Range(0, 95).Select(_ => Record()).ToList();
        ids.ForEach(audit.Record);

        await service.DisposeAsync();

        Assert.Equal(ids.Select(record => record.Id), _taken.SelectMany(batch => batch.Records).Select(record => record.Id));
        Assert.All(_taken, batch => Assert.InRange(batch.Records.Count, 1, 10));
        Assert.False(audit.TryRecord(Record()));
    }

    [Fact]
    public async Task What_cannot_be_sent_at_the_end_is_said()
    {
        _governance.Audit = _ => Results.StatusCode(503);
        var service = await StartAsync();
        var log = service.Log;
        var audit = service.Services.GetRequiredService<AuditClient>();
        audit.Record(Record());
        audit.Record(Record());
        audit.Record(Record());

        await service.DisposeAsync();

        Assert.Contains("Critical MeshStarter.ServiceDefaults.Governance.AuditClient: 3 audit records were not stored", log.Text, StringComparison.Ordinal);
    }

    private IResult Take(AuditBatch batch)
    {
        _taken.Enqueue(batch);
        return Results.NoContent();
    }

    private Task<TestService> StartAsync(Dictionary<string, string?>? settings = null)
    {
        settings ??= [];
        settings["services:governance:http:0"] = _governance.Address.ToString();
        settings["Mesh:Audit:RetryDelay"] = "00:00:00.02";
        return TestService.StartAsync(
            _authority,
            settings,
            builder => builder.AddAudit(),
            app => app.MapGet("/decide", (AuditClient audit) => audit.Record(Record())).AllowAnonymous());
    }

    private static AuditRecord Record() => new()
    {
        Id = Guid.CreateVersion7(),
        OccurredAt = TimeProvider.System.GetUtcNow(),
        Service = "orders",
        Subject = "analyst",
        Action = AuditActions.Read,
        Permit = false,
        Reason = "No rule permits it.",
    };

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 400, "It never held.");
            await Task.Delay(25);
        }
    }
}
