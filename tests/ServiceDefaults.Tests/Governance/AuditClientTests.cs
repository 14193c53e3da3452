using System.Net;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.ServiceDefaults.Tests.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.ServiceDefaults.Tests.Governance;

public sealed class AuditClientTests : AuditedServiceTests
{
    private readonly string _root = Directory.CreateTempSubdirectory("mesh-test-audit-").FullName;

    private string Folder => Path.Combine(_root, "audit");

    private IEnumerable<Guid> TakenIds => Taken.SelectMany(batch => batch.Records).Select(record => record.Id);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Batch_is_repeated_until_it_is_taken()
    {
        var tries = 0;
        Governance.Audit = batch => Interlocked.Increment(ref tries) <= 2 ? Results.StatusCode(500) : Take(batch);
        var record = Record();
        CapturedLog log;
        await using (var service = await StartAsync())
        {
            log = service.Log;
            await Client(service).RecordAsync(record);
            await Eventually.HoldsAsync(() => !Taken.IsEmpty);
        }

        Assert.Equal(3, tries);
        Assert.Equal(2, log.Text.Split("1 audit records wait: HTTP 500").Length); // said once
        Assert.Equal(record.Id, Assert.Single(TakenIds));
    }

    [Fact]
    public async Task Reason_of_governance_is_in_the_log()
    {
        var tries = 0;
        Governance.Audit = batch => Interlocked.Increment(ref tries) <= 2 ? Results.Problem("records[0].occurred_at: is ahead. Set the clock.", statusCode: 503) : Take(batch);
        await using var service = await StartAsync();

        await Client(service).RecordAsync(Record());
        await Eventually.HoldsAsync(() => !Taken.IsEmpty);

        Assert.Equal(2, service.Log.Text.Split("1 audit records wait: HTTP 503: records[0].occurred_at: is ahead. Set the clock.").Length); // said once
    }

    [Fact]
    public async Task What_waits_at_the_end_is_sent_in_batches()
    {
        var service = await StartAsync(new() { ["Mesh:Audit:BatchSize"] = "10" });
        var audit = Client(service);
        var ids = Enumerable.Range(0, 95).Select(_ => Record()).ToList();
        var written = ids.ConvertAll(audit.RecordAsync);

        await service.DisposeAsync();

        await Task.WhenAll(written);
        Assert.Equal(ids.Select(record => record.Id), TakenIds);
        Assert.All(Taken, batch => Assert.InRange(batch.Records.Count, 1, 10));
        await Assert.ThrowsAsync<AuditUnavailableException>(() => audit.RecordAsync(Record()));
    }

    [Fact]
    public async Task What_governance_has_not_acknowledged_is_sent_by_the_next_start_once()
    {
        Governance.Audit = _ => Results.StatusCode(503);
        var ids = Enumerable.Range(0, 20).Select(_ => Record()).ToList();
        var first = await StartAsync();
        foreach (var record in ids)
        {
            await Client(first).RecordAsync(record);
        }

        var log = first.Log;
        await first.DisposeAsync();
        Assert.Contains($"20 audit records are kept in {Folder}; a start with this folder sends them", log.Text, StringComparison.Ordinal);

        Governance.Audit = Take;
        await using (var second = await StartAsync())
        {
            await Eventually.HoldsAsync(() => Taken.Sum(batch => batch.Records.Count) >= 20);
        }

        await using (var third = await StartAsync())
        {
            await Client(third).RecordAsync(Record());
            await Eventually.HoldsAsync(() => Taken.Sum(batch => batch.Records.Count) >= 21);
        }

        Assert.Equal(ids.Select(record => record.Id), TakenIds.Take(20));
        Assert.Equal(21, TakenIds.Count());
    }

    [Fact]
    public async Task Batches_state_their_place_in_one_signed_chain()
    {
        await using (var service = await StartAsync(new() { ["Mesh:Audit:BatchSize"] = "7" }))
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Client(service).RecordAsync(Record())));
            await Eventually.HoldsAsync(() => Taken.Sum(batch => batch.Records.Count) == 100);
        }

        Assert.Equal(1, Taken.First().Chain!.First);
        Assert.Equal(AuditHash.Origin, Taken.First().Chain!.Previous);
        Assert.All(Taken.Zip(Taken.Skip(1)), pair => Assert.Equal(pair.First.Chain!.First + pair.First.Records.Count, pair.Second.Chain!.First));
        Assert.True(AuditKey.TryParse(Taken.Last().Chain!.PublicKey, out var key));
        // Also where the batch ends within a group: governance never has a record that no head covers.
        Assert.All(Taken, batch => Assert.Equal(batch.Chain!.First + batch.Records.Count - 1, batch.Chain.Head!.Sequence));
        Assert.All(Taken, batch => Assert.True(batch.Chain!.Head!.IsSignedBy(key, TestService.Audience)));
        Assert.Equal(100, Taken.Last().Chain!.Head!.Sequence);
        key.Dispose();
    }

    [Fact]
    public async Task Record_that_governance_refuses_is_split_off_kept_and_alarmed()
    {
        var poisoned = Record();
        Governance.Audit = batch => batch.Records.Any(record => record.Id == poisoned.Id) ? Results.Problem("records[?].reason: no.", statusCode: 400) : Take(batch);
        List<AuditRecord> others = [.. Enumerable.Range(0, 40).Select(_ => Record())];
        await using var service = await StartAsync();

        await Task.WhenAll(others.Take(20).Append(poisoned).Concat(others.Skip(20)).Select(Client(service).RecordAsync));

        await Eventually.HoldsAsync(() => Taken.Sum(batch => batch.Records.Count) >= 41);
        Assert.Equal(others.Select(record => record.Id).Order(), TakenIds.Where(id => others.Exists(record => record.Id == id)).Order());
        Assert.Contains(poisoned.Id.ToString(), Assert.Single(await File.ReadAllLinesAsync(Path.Combine(Folder, "refused.jsonl"))), StringComparison.Ordinal);
        var report = Assert.Single(Taken.SelectMany(batch => batch.Records), record => record.Action == AuditActions.Journal);
        Assert.StartsWith("Governance refused record 21 of this service; it is kept in refused.jsonl", report.Reason, StringComparison.Ordinal);
        Assert.Contains("Critical MeshStarter.Platform.Enforcement.Reporting.AuditClient: Governance refuses audit record 21", service.Log.Text, StringComparison.Ordinal);
        Assert.StartsWith("Degraded", await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journal_that_is_changed_under_a_running_service_is_alarmed_and_the_service_goes_on()
    {
        Governance.Audit = _ => Results.StatusCode(503);
        await using var service = await StartAsync(new() { ["Mesh:Audit:BatchSize"] = "1" });
        foreach (var record in (AuditRecord[])[Record(), Record(), Record()])
        {
            await Client(service).RecordAsync(record);
        }

        await using (var segment = new FileStream(JournalOnDisk.Segments(Folder).Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            var text = System.Text.Encoding.UTF8.GetString(JournalOnDisk.ReadShared(segment.Name));
            segment.Position = text.IndexOf("{\"sequence\":3,", StringComparison.Ordinal);
            segment.WriteByte((byte)'x');
        }

        Governance.Audit = Take;

        await Eventually.HoldsAsync(() => service.Log.Text.Contains("Critical MeshStarter.Platform.Enforcement.Reporting.AuditClient: The audit journal", StringComparison.Ordinal));
        Assert.Equal(2, TakenIds.Count());
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/decide")).Status);
    }

    [Fact]
    public async Task Journal_that_grows_because_governance_takes_nothing_is_degraded_until_it_does()
    {
        Governance.Audit = _ => Results.StatusCode(503);
        await using var service = await StartAsync(new() { ["Mesh:Audit:QueueLimit"] = "20000", ["Mesh:Audit:BatchSize"] = "1000" });
        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(_ => Client(service).RecordAsync(Record())));
        var below = await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative));

        await Client(service).RecordAsync(Record());

        Assert.Equal("Healthy", below);
        Assert.StartsWith("Degraded", await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative)), StringComparison.Ordinal);
        Governance.Audit = Take;
        await Eventually.HoldsAsync(async () => await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative)) == "Healthy");
    }

    [Fact]
    public async Task Journal_that_did_not_verify_is_reported_in_the_trail_however_many_records_it_has()
    {
        Governance.Audit = _ => Results.StatusCode(503);
        await using (var first = await StartAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Client(first).RecordAsync(Record())));
        }

        File.Delete(Path.Combine(Folder, "key.pkcs8"));
        Governance.Audit = Take;

        await using var second = await StartAsync(new() { ["Mesh:Audit:QueueLimit"] = "1" });

        await Eventually.HoldsAsync(() => TakenIds.Count() == 201);
        Assert.StartsWith("The audit journal did not verify: ", Taken.First().Records[0].Reason, StringComparison.Ordinal);
        Assert.Equal(201, TakenIds.Distinct().Count());
    }

    [Fact]
    public async Task Fields_of_any_length_are_clipped_and_said_so()
    {
        var record = Record() with
        {
            Subject = "",
            Reason = new string('n', 1_999) + "\U0001F600 and more",
            MaskedColumns = [.. Enumerable.Range(0, 1_100).Select(number => $"column_{number}")],
            Roles = [new string('r', 300)],
            CorrelationId = "nul\0",
        };
        await using (var service = await StartAsync())
        {
            await Client(service).RecordAsync(record);
            await Eventually.HoldsAsync(() => !Taken.IsEmpty);
        }

        var taken = Assert.Single(Taken.SelectMany(batch => batch.Records));
        Assert.Equal(["correlation_id", "masked_columns", "reason", "roles", "subject"], taken.Clipped);
        Assert.Equal(("unknown", new string('n', 1_999), 1_000, 256, "nul\uFFFD"), (taken.Subject, taken.Reason, taken.MaskedColumns.Count, taken.Roles[0].Length, taken.CorrelationId));
    }

    [SkippableFact]
    public async Task Full_disk_is_503_audit_unavailable_at_every_answer_until_there_is_room()
    {
        using var disk = SmallDisk.Mount(kibibytes: 256);
        await using var service = await StartAsync(new() { ["Mesh:Audit:Folder"] = Path.Combine(disk.Folder, "audit") });
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/decide")).Status);

        disk.Fill();
        var refused = 0;
        for (var tries = 0; refused < 10; tries++)
        {
            Assert.True(tries < 5_000, "The disk never was full.");
            var (status, headers, problem) = await service.GetAsync(tries % 2 == 0 ? "/decide" : "/refuse");
            if (status != HttpStatusCode.ServiceUnavailable)
            {
                Assert.Equal(0, refused);
                continue;
            }

            refused++;
            Assert.Equal("urn:mesh:problem:audit-unavailable", problem!["type"]!.GetValue<string>());
            Assert.NotNull(headers.RetryAfter);
        }

        // A head without records may fit where a record does not, and is no failure.
        await Eventually.HoldsAsync(async () => (await service.GetAsync("/decide")).Status == HttpStatusCode.ServiceUnavailable
            && (await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative))).StartsWith("Degraded", StringComparison.Ordinal));
        disk.Empty();
        // No request finds out for those after it.
        await Eventually.HoldsAsync(() => Client(service).Journal!.Failure is null);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/decide")).Status);
        Assert.Equal("Healthy", await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative)));
        Assert.Equal(2, service.Log.Text.Split("The audit journal takes no decisions, so requests are refused").Length); // said once
    }

    [SkippableFact]
    public async Task End_of_the_service_does_not_wait_for_a_disk_that_hangs()
    {
        using var disk = FreezableDisk.Mount();
        await using var service = await StartAsync(new() { ["Mesh:Audit:Folder"] = Path.Combine(disk.Folder, "audit") });
        await Client(service).RecordAsync(Record());
        disk.Freeze();
        var waiting = Client(service).RecordAsync(Record());

        // The host has no more patience.
        await Client(service).StopAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.False(waiting.IsCompleted);
        disk.Thaw();
        await waiting;
        Assert.Equal(2, JournalOnDisk.Records(Path.Combine(disk.Folder, "audit")).Count);
    }

    [Fact]
    public async Task Answer_of_a_large_body_is_whole()
    {
        await using var service = await StartAsync();

        Assert.Equal(new string('x', 300_000), await service.Client.GetStringAsync(new Uri("/large", UriKind.Relative)));
    }

    [Fact]
    public async Task Clock_that_jumps_changes_neither_order_nor_chain()
    {
        var time = new MovableTime();
        await using (var service = await StartAsync(time: time))
        {
            foreach (var jump in (int[])[0, 400, -800, 100_000, -200_000])
            {
                time.Advance(TimeSpan.FromHours(jump));
                Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/decide")).Status);
            }

            await Eventually.HoldsAsync(() => Taken.Sum(batch => batch.Records.Count) == 5);
        }

        Assert.Equal(5, JournalOnDisk.Records(Folder).Count);
        Assert.Equal([1, 2, 3, 4, 5], Taken.SelectMany(batch => Enumerable.Range((int)batch.Chain!.First, batch.Records.Count)));
    }

    [Fact]
    public async Task Empty_setting_of_the_folder_is_none()
    {
        string folder;
        await using (var service = await StartAsync(new() { ["Mesh:Audit:Folder"] = "" }))
        {
            folder = Client(service).Journal!.Folder;
            Assert.StartsWith(Path.Combine(Path.GetTempPath(), $"mesh-audit-{TestService.Audience}-"), folder, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Temporary_journal_without_records_that_a_killed_process_left_is_removed_by_the_next_start()
    {
        var (left, held, unsent) = (Made(), Made(), Made());
        await File.WriteAllTextAsync(Path.Combine(unsent, "00000000000000000001.audit"), "");
        try
        {
            using var process = new FileStream(Path.Combine(held, "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
            // With it the folder has a journal, which any service of the name looks at when it starts.
            foreach (var folder in (string[])[left, held, unsent])
            {
                await File.WriteAllTextAsync(Path.Combine(folder, AuditJournalFiles.Chain), "{}");
            }

            await using var service = await StartAsync(new() { ["Mesh:Audit:Folder"] = null });

            Assert.Equal([false, true, true], new[] { left, held, unsent }.Select(Directory.Exists));
        }
        finally
        {
            Directory.Delete(held, recursive: true);
            Directory.Delete(unsent, recursive: true);
        }

        static string Made() => Directory.CreateTempSubdirectory($"mesh-audit-{TestService.Audience}-").FullName;
    }

    private static AuditClient Client(TestService service) => service.Services.GetRequiredService<AuditClient>();

    private Task<TestService> StartAsync(Dictionary<string, string?>? settings = null, TimeProvider? time = null)
    {
        settings ??= [];
        settings.TryAdd("Mesh:Audit:Folder", Folder);
        return StartServiceAsync(settings, time);
    }
}
