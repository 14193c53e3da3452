using System.Collections.Concurrent;
using System.Net;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Platform.Enforcement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Tests.Governance;

/// <summary>A service without a disk of its own: governance has its records before an answer leaves.</summary>
public sealed class AcknowledgedAuditTests : AuditedServiceTests
{
    [Fact]
    public async Task Answer_waits_until_governance_has_its_record()
    {
        await using var service = await StartAsync();
        await BegunAsync();
        var held = new TaskCompletionSource();
        Governance.AuditHeld = held.Task;

        var answer = service.Client.GetAsync(new Uri("/decide", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await Eventually.HoldsAsync(() => Decided.Count == 1);
        Assert.False(answer.IsCompleted);
        held.SetResult();

        using var response = await answer;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Decided, Ids);
    }

    [Fact]
    public async Task Decisions_that_arrive_during_a_request_share_the_next_one()
    {
        await using var service = await StartAsync(new() { ["Mesh:Audit:BatchSize"] = "1000" });
        await BegunAsync();
        var held = new TaskCompletionSource();
        Governance.AuditHeld = held.Task;
        var audit = service.Services.GetRequiredService<AuditClient>();
        List<AuditRecord> records = [.. Enumerable.Range(0, 500).Select(_ => Record())];

        var written = records.ConvertAll(audit.RecordAsync);
        held.SetResult();
        await Task.WhenAll(written);

        Assert.Equal(records.Select(record => record.Id), Ids);
        Assert.InRange(Taken.Count, 2, 3); // the beginning, the first of them, the others
    }

    [Fact]
    public async Task Batch_whose_answer_was_lost_is_sent_again_as_it_was()
    {
        var lost = new ConcurrentQueue<AuditBatch>();
        await using var service = await StartAsync();
        await BegunAsync();
        Governance.Audit = batch =>
        {
            if (!lost.IsEmpty)
            {
                return Take(batch);
            }

            lost.Enqueue(batch);
            return Results.StatusCode(500);
        };

        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/decide")).Status);

        var again = Taken.Last();
        Assert.Equal(lost.Single().Records.Select(record => record.Id), again.Records.Select(record => record.Id));
        Assert.Equal((2, lost.Single().Chain!.Previous, lost.Single().Chain!.Head!.Hash), ((int)again.Chain!.First, again.Chain.Previous, again.Chain.Head!.Hash));
    }

    [Fact]
    public async Task Governance_that_is_away_is_503_at_every_answer_until_it_is_back()
    {
        await using var service = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/decide")).Status);
        Governance.Audit = _ => Results.StatusCode(502);

        // The first waits for a governance that only restarts; the others are refused at once.
        foreach (var path in (string[])["/large", "/decide", "/refuse", "/decide"])
        {
            var (status, headers, problem) = await service.GetAsync(path);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:mesh:problem:audit-unavailable"), (status, problem!["type"]!.GetValue<string>()));
            Assert.StartsWith("Governance does not acknowledge audit records, so nothing is permitted.", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.NotNull(headers.RetryAfter);
        }

        Assert.StartsWith("Degraded", await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative)), StringComparison.Ordinal);
        Governance.Audit = Take;
        await Eventually.HoldsAsync(async () => (await service.GetAsync("/decide")).Status == HttpStatusCode.OK);
        Assert.Equal("Healthy", await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative)));
        Assert.Equal(2, service.Log.Text.Split("takes no decisions, so requests are refused").Length); // said once
    }

    [Fact]
    public async Task Chain_has_no_hole_and_no_fork_whatever_was_refused_and_repeated()
    {
        var poisoned = Record();
        var tries = 0;
        Governance.Audit = batch => batch.Records.Any(record => record.Id == poisoned.Id) ? Results.Problem("records[?].reason: no.", statusCode: 400)
            : Interlocked.Increment(ref tries) % 3 == 0 ? Results.StatusCode(500) : Take(batch);
        var service = await StartAsync(new() { ["Mesh:Audit:BatchSize"] = "7" });
        var audit = service.Services.GetRequiredService<AuditClient>();
        List<AuditRecord> others = [.. Enumerable.Range(0, 40).Select(_ => Record())];

        var written = others.Take(20).Append(poisoned).Concat(others.Skip(20)).Select(audit.RecordAsync).ToList();
        var refused = await Assert.ThrowsAsync<AuditUnavailableException>(() => written[20]);
        await Task.WhenAll(written.Where((_, index) => index != 20));
        Assert.Contains("Critical MeshStarter.Platform.Enforcement.Reporting.AuditClient: Governance refuses the audit record of a decision", service.Log.Text, StringComparison.Ordinal);
        await service.DisposeAsync();

        Assert.StartsWith("Governance refuses the record of this decision, so nothing is permitted.", refused.Message, StringComparison.Ordinal);
        var records = Chain();
        Assert.Equal([AuditActions.ChainBegin, .. others.Select(record => record.Id.ToString()), AuditActions.ChainEnd], records.Where(record => record.Action != AuditActions.Journal).Select(record => record.Action == AuditActions.Read ? record.Id.ToString() : record.Action));
        Assert.StartsWith("Governance refused a record of this service, whose decision took no effect: HTTP 400", Assert.Single(records, record => record.Action == AuditActions.Journal).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_process_has_a_chain_which_its_end_in_order_closes()
    {
        for (var start = 0; start < 2; start++)
        {
            await using var service = await StartAsync();
            await service.Services.GetRequiredService<AuditClient>().RecordAsync(Record());
        }

        var chains = Taken.GroupBy(batch => batch.Chain!.PublicKey, StringComparer.Ordinal).ToList();
        Assert.Equal(2, chains.Count);
        Assert.All(chains, chain => Assert.Equal([AuditActions.ChainBegin, AuditActions.Read, AuditActions.ChainEnd], chain.SelectMany(batch => batch.Records).Select(record => record.Action)));
    }

    [Fact]
    public async Task End_of_the_service_does_not_wait_for_a_governance_that_hangs()
    {
        var service = await StartAsync();
        await BegunAsync();
        Governance.AuditHeld = new TaskCompletionSource().Task;
        var (log, waiting) = (service.Log, service.Services.GetRequiredService<AuditClient>().RecordAsync(Record()));

        await service.DisposeAsync();

        await Assert.ThrowsAsync<AuditUnavailableException>(() => waiting);
        Assert.Contains("The audit chain ends behind record 1 without its closing record", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_decisions_than_may_wait_are_refused()
    {
        await using var service = await StartAsync(new() { ["Mesh:Audit:QueueLimit"] = "10", ["Mesh:Audit:BatchSize"] = "1" });
        await BegunAsync();
        var held = new TaskCompletionSource();
        Governance.AuditHeld = held.Task;
        var audit = service.Services.GetRequiredService<AuditClient>();

        var written = Enumerable.Range(0, 100).Select(_ => audit.RecordAsync(Record())).ToList();
        var refused = written.Count(record => record.IsFaulted);
        held.SetResult();

        Assert.InRange(refused, 89, 90); // one may be under way
        await Task.WhenAll(written.Where(record => !record.IsFaulted));
    }

    [Fact]
    public async Task Records_that_an_earlier_start_with_a_disk_left_are_sent()
    {
        using var folder = new TestFolder();
        Governance.Audit = _ => Results.StatusCode(503);
        var left = Record();
        await using (var first = await StartAsync(new() { ["Mesh:Audit:Durability"] = "Disk", ["Mesh:Audit:Folder"] = folder.Path }))
        {
            await first.Services.GetRequiredService<AuditClient>().RecordAsync(left);
        }

        Governance.Audit = Take;
        await using (await StartAsync(new() { ["Mesh:Audit:Folder"] = folder.Path }))
        {
            await Eventually.HoldsAsync(() => Ids.Contains(left.Id));
        }

        Assert.Equal(2, Taken.Select(batch => batch.Chain!.PublicKey).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Outside_development_it_needs_the_secret_of_hashes()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => TestService.StartAsync(
            authority: null,
            new()
            {
                ["Mesh:Identity:Authority"] = "https://identity.example.org",
                ["Mesh:Audit:Durability"] = "Governance",
                ["Mesh:Data"] = Path.Combine(AppContext.BaseDirectory, "data"),
                ["services:governance:http:0"] = Governance.Address.ToString(),
            },
            builder => builder.AddAudit().AddHashMasks(),
            environment: "Production"));

        Assert.StartsWith("Setting Mesh:Hash:Secret is missing. Set it to 32 random characters or more, the same for all processes of the service", refused.Message, StringComparison.Ordinal);
    }

    private IEnumerable<Guid> Ids => Taken.SelectMany(batch => batch.Records).Where(record => record.Action == AuditActions.Read).Select(record => record.Id);

    private Task BegunAsync() => Eventually.HoldsAsync(() => Taken.Any(batch => batch.Records[0].Action == AuditActions.ChainBegin));

    /// <summary>The records of the one chain, after their numbers and heads were verified. The hashes are those of the records' bytes, which governance verifies.</summary>
    private List<AuditRecord> Chain()
    {
        var key = Assert.Single(Taken.Select(batch => batch.Chain!.PublicKey).Distinct(StringComparer.Ordinal));
        Assert.True(AuditKey.TryParse(key, out var parsed));
        using (parsed)
        {
            Assert.All(Taken, batch => Assert.True(batch.Chain!.Head!.IsSignedBy(parsed, TestService.Audience)));
        }

        Assert.Equal((1, AuditHash.Origin), ((int)Taken.First().Chain!.First, Taken.First().Chain!.Previous));
        Assert.All(Taken.Zip(Taken.Skip(1)), pair => Assert.Equal((pair.First.Chain!.Head!.Sequence + 1, pair.First.Chain.Head.Hash), (pair.Second.Chain!.First, pair.Second.Chain.Previous)));
        return [.. Taken.SelectMany(batch => batch.Records)];
    }

    private Task<TestService> StartAsync(Dictionary<string, string?>? settings = null)
    {
        settings ??= [];
        settings.TryAdd("Mesh:Audit:Durability", "Governance");
        return StartServiceAsync(settings);
    }
}
