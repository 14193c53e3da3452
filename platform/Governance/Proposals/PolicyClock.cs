using MeshStarter.Governance.Access;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Hosting;
using Npgsql;

namespace MeshStarter.Governance.Proposals;

/// <summary>Does what happens by the clock: ends of votes, dates of effect, ends of tightenings.</summary>
internal sealed partial class PolicyClock(
    NpgsqlDataSource database, PolicyStore policies, PolicyVersionService versions, GrantSignal signal, SteadyClock clock, TimeProvider time, ILogger<PolicyClock> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);

    private readonly WakeSignal _changed = new();
    private string? _failure;

    /// <summary>Reports that there may be another next moment.</summary>
    public void Changed() => _changed.Pulse();

    /// <summary>Serves what is in force after a change.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await versions.LoadAsync(cancellationToken);
        Changed();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The signal is also that of another process of governance.
                var (changed, notified) = (_changed.Next, signal.Next);
                var pause = LongestPause;
                try
                {
                    if (await DoAsync(stoppingToken) is { } next && next - clock.Now < pause)
                    {
                        pause = next - clock.Now > ShortestPause ? next - clock.Now : ShortestPause;
                    }

                    if (_failure is not null)
                    {
                        LogRecovered();
                    }

                    _failure = null;
                }
                catch (Exception failed) when (failed is PolicyFormatException || failed.IsDatabaseFailure(stoppingToken))
                {
                    // Each reason once: the signal wakes each second without the database.
                    if (_failure != failed.Message)
                    {
                        LogFailed(failed.Message);
                    }

                    _failure = failed.Message;
                }

                using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                await Task.WhenAny(changed, notified, Task.Delay(pause, time, end.Token));
                await end.CancelAsync();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    // Returns the next moment at which there is something to do.
    private async Task<DateTimeOffset?> DoAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var next = await policies.NextMomentAsync(cancellationToken);
        if (next <= now)
        {
            await EndTighteningsAsync(now, cancellationToken);
            foreach (var due in await policies.DueAsync(now, cancellationToken))
            {
                await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
                await ProposalTransaction.DecideAsync(transaction, (await ProposalTransaction.FindAsync(transaction, due, cancellationToken))!, now, time, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            next = await policies.NextMomentAsync(cancellationToken);
        }

        await versions.LoadAsync(cancellationToken);
        return next;
    }

    private async Task EndTighteningsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        var ended = (await transaction.ServedAsync(cancellationToken))!.Tightenings.Where(each => each.Until <= now).ToList();
        if (ended.Count == 0)
        {
            return;
        }

        foreach (var tightening in ended)
        {
            await transaction.ExecuteAsync("UPDATE policy_tightenings SET ended_at = @now WHERE id = @Id", new { tightening.Id, now = now.UtcDateTime }, cancellationToken);
            await transaction.RecordAsync(
                PolicyVersionService.Itself.ToRecord(time, AuditStore.Governance, AuditActions.PolicyChange, permit: true, $"The tightening {tightening.Id} of {tightening.By} has ended by its time.") with { Product = tightening.Product }, cancellationToken);
        }

        await transaction.RaiseRevisionAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(2016, LogLevel.Warning, "Proposals and versions of the rules wait: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(2017, LogLevel.Information, "Proposals and versions of the rules are decided by the clock again")]
    private partial void LogRecovered();
}
