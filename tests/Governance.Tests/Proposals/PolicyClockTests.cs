using Dapper;
using Npgsql;

namespace MeshStarter.Governance.Tests.Proposals;

/// <summary>The clock of the rules while its database is away.</summary>
[Collection(GovernanceCollection.Name)]
public sealed class PolicyClockTests(GovernanceFixture fixture)
{
    private const string Waits = "Proposals and versions of the rules wait: ";

    [SkippableFact]
    public async Task Outage_of_the_database_is_one_line()
    {
        var database = new NpgsqlConnectionStringBuilder(await fixture.CreateDatabaseAsync());
        var time = new RetryTime();
        await using var governance = await RunningGovernance.HostAsync(database.ConnectionString, time: time);
        var log = governance.CaptureLog();
        await using var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "postgres" }.ConnectionString);

        await server.ExecuteAsync($"ALTER DATABASE \"{database.Database}\" ALLOW_CONNECTIONS false");
        await server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.Database}'");
        await Eventually.HoldsAsync(() => log.Lines.Any(line => line.Text.StartsWith(Waits, StringComparison.Ordinal)));
        // Each of these wakes the clock.
        var before = time.Retries;
        await Eventually.HoldsAsync(() => time.Retries >= before + 4);

        Assert.Single(log.Lines, line => line.Text.StartsWith(Waits, StringComparison.Ordinal));
        await server.ExecuteAsync($"ALTER DATABASE \"{database.Database}\" ALLOW_CONNECTIONS true");
    }

    // Counts the pauses before a further try to listen at the database.
    private sealed class RetryTime : TimeProvider
    {
        private int _retries;

        public int Retries => Volatile.Read(ref _retries);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == TimeSpan.FromMilliseconds(500))
            {
                Interlocked.Increment(ref _retries);
            }

            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
