using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Postgres;
using MeshStarter.TestKit;
using static MeshStarter.Sdk.Tests.Intake.IntakeWorld;

namespace MeshStarter.Sdk.Tests.Intake;

public sealed class ChangeFeedTests(SourceServerFixture server, PostgresFixture postgres) : IClassFixture<SourceServerFixture>, IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Reading_that_is_cancelled_while_it_begins_ends()
    {
        await using var crm = await CrmDatabase.CreateAsync(server);
        await using var world = await StartAsync(postgres, CrmDatabase.Source, crm.Connection);
        await using (world.Read())
        {
            await world.StateAsync("current");
        }

        var source = (PostgresSource)SourceDefinitionReader.Read(CrmDatabase.Source, "source.yaml", Product(Customers)).Definition!;
        var crmServer = new SourceServer("crm", crm.Connection);
        foreach (var _ in Enumerable.Range(0, 20))
        {
            await using var replication = await crmServer.OpenReplicationAsync(CancellationToken.None);
            using var ending = new CancellationTokenSource();
            await using var steps = new ChangeFeed(crmServer, source, replication, new QuickTime()).ReadAsync(default, Timeout.InfiniteTimeSpan, ending.Token).GetAsyncEnumerator(CancellationToken.None);
            var next = steps.MoveNextAsync().AsTask();
            await ending.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        }
    }
}
