using MeshStarter.Governance.Tests.Audit;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Platform.Enforcement.Reporting;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Governance.Tests;

/// <summary>The clients of governance that every enforcement point uses, against the real service.</summary>
[Collection(GovernanceCollection.Name)]
public sealed class EnforcementPointTests(GovernanceFixture fixture)
{
    [SkippableFact]
    public async Task Enforcement_point_is_ready_once_it_has_the_bundle_and_its_decisions_are_in_the_trail_when_it_has_ended()
    {
        var subject = "s" + Guid.NewGuid().ToString("N");
        var query = await StartAsync();
        using var client = new HttpClient { BaseAddress = query.Address };
        await Eventually.HoldsAsync(async () => (await client.GetAsync("/health")).IsSuccessStatusCode);
        Assert.Equal("1.0.0", query.Services.GetRequiredService<PolicyBundleClient>().Current.Version);
        var audit = query.Services.GetRequiredService<AuditClient>();
        await Task.WhenAll(Enumerable.Range(0, 450).Select(_ => audit.RecordAsync(Record(subject))));

        await query.DisposeAsync();

        Assert.Equal(450, await CountAsync(subject));
    }

    [SkippableFact]
    public async Task Decisions_made_while_governance_is_away_arrive_once_it_is_back()
    {
        var subject = "s" + Guid.NewGuid().ToString("N");
        using var data = new TestFolder();
        var database = await fixture.CreateDatabaseAsync();
        var first = await RunningGovernance.HostAsync(database, data.Path);
        await using var query = await StartAsync(first);
        var audit = query.Services.GetRequiredService<AuditClient>();
        await first.DisposeAsync();
        await audit.RecordAsync(Record(subject));
        await audit.RecordAsync(Record(subject));

        await using var second = await RunningGovernance.HostAsync(database, data.Path, first.Address.Port);

        await Eventually.HoldsAsync(async () => await CountAsync(subject, second) == 2);
        await second.DisposeAsync();
    }

    [SkippableFact]
    public async Task Decision_of_a_service_without_a_disk_is_in_the_trail_before_anything_leaves()
    {
        var subject = "s" + Guid.NewGuid().ToString("N");
        await using var query = await StartAsync(durability: "Governance");
        var audit = query.Services.GetRequiredService<AuditClient>();

        for (var decision = 1; decision <= 10; decision++)
        {
            await audit.RecordAsync(Record(subject));
            Assert.Equal(decision, await CountAsync(subject));
        }
    }

    [SkippableFact]
    public async Task Read_with_1100_masked_columns_leaves_a_record_that_says_what_was_clipped()
    {
        var subject = "s" + Guid.NewGuid().ToString("N");
        var query = await StartAsync();

        await query.Services.GetRequiredService<AuditClient>().RecordAsync(Record(subject) with
        {
            MaskedColumns = [.. Enumerable.Range(0, 1_100).Select(number => $"column_{number}_{new string('ä', 200)}")],
        });
        await query.DisposeAsync();

        var record = Assert.Single(await ReadAsync(subject));
        Assert.Equal((1_000, "masked_columns"), (record.MaskedColumns.Count, Assert.Single(record.Clipped)));
    }

    private async Task<int> CountAsync(string subject, RunningGovernance? requested = null) => (await ReadAsync(subject, requested)).Count;

    private async Task<IReadOnlyList<AuditRecord>> ReadAsync(string subject, RunningGovernance? requested = null) =>
        (await (requested ?? fixture.Running).AuditAsync($"limit=1000&subject={subject}")).Items;

    private static AuditRecord Record(string subject) => TestRecord.Of("query", subject);

    private Task<EnforcementPoint> StartAsync(RunningGovernance? governance = null, string durability = "Disk") => EnforcementPoint.StartAsync(governance ?? fixture.Running, durability: durability);
}
