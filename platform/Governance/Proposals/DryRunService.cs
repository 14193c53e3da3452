using System.Collections.Concurrent;
using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Policies;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Governance.Proposals;

/// <summary>Works out what a proposal would change for products, grants, subscriptions and recorded queries.</summary>
internal sealed class DryRunService(NpgsqlDataSource database, PolicyStore policies, CatalogInputs catalog, GrantCopy grants, SteadyClock clock, TimeProvider time) : IDisposable
{
    private const int OneAtATime = 1;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(OneAtATime, OneAtATime);
    private readonly ConcurrentDictionary<string, bool> _people = new(StringComparer.Ordinal);

    /// <summary>Compares a text with what is in force.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    /// <exception cref="RequestRefusedException">Another dry run for the caller is under way, or others take too long.</exception>
    public async Task<DryRunParts> RunAsync(ServedState served, string text, Principal caller, CancellationToken cancellationToken)
    {
        // One who asks for many takes one place of those that wait, and not the others' time.
        if (!_people.TryAdd(caller.Subject, true))
        {
            throw new RequestRefusedException(GovernanceProblems.TooMany("A dry run that you requested is under way, and each person has one at a time. Try again when it is answered."));
        }

        try
        {
            return await RunInTurnAsync(served, text, cancellationToken);
        }
        finally
        {
            _people.TryRemove(caller.Subject, out _);
        }
    }

    /// <summary>Works out what a proposal would change, and keeps it with the proposal.</summary>
    /// <exception cref="CatalogSilentException">The catalog does not answer.</exception>
    /// <exception cref="RequestRefusedException">Another dry run for the caller is under way, or others take too long.</exception>
    public async Task StoreAsync(PolicyProposal proposal, Principal caller, CancellationToken cancellationToken)
    {
        var served = (await policies.ServedAsync(cancellationToken))!;
        if (served.Version.Number != proposal.Base)
        {
            return;
        }

        var run = await RunAsync(served, proposal.Text!, caller, cancellationToken);
        await database.ExecuteAsync(
            "UPDATE policy_proposals SET dry_run = @run::jsonb, dry_run_parts = @parts::jsonb WHERE id = @Id AND sha256 = @Sha256 AND base = @Base",
            new { proposal.Id, proposal.Sha256, proposal.Base, run = run.WholeText, parts = run.Text },
            cancellationToken);
    }

    public void Dispose() => _turn.Dispose();

    private async Task<DryRunParts> RunInTurnAsync(ServedState served, string text, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        // A dry run takes seconds: a caller that waits longer tries again.
        if (!await _turn.WaitAsync(LongestWait, cancellationToken))
        {
            throw GovernanceProblems.Unavailable("Dry runs of others are under way, and one is worked out at a time. Try again in a moment.");
        }

        try
        {
            var (products, uses, granted) = (await catalog.ProductsAsync(cancellationToken), await catalog.UsesAsync(cancellationToken), await grants.CurrentAsync(cancellationToken));
            var people = await PeopleAsync([.. uses.Subscriptions.Select(each => each.Consumer), .. uses.Reads.Select(each => each.Principal), .. granted.All.Select(each => each.Principal)], cancellationToken);
            var (now, before, after) = (clock.Now, PolicyBundle.ParseServed(served.Text, "version"), PolicyBundle.ParseServed(served.TextOf(text), "proposal"));
            var input = new DryRunInput(before.Enforced(granted, now), after.Enforced(granted, now), products, uses, [.. granted.All.Where(each => each.Until > now)], people)
            {
                Tightened = [.. served.Tightenings.Where(each => each.Product is not null).Select(each => (ServedState.PrefixOf(each), each.Product!.Value))],
                // A rule that gets a later beginning or a grace changes nothing in the end, and much until then.
                Now = (before.NextChange(now), after.NextChange(now)) == (DateTimeOffset.MaxValue, DateTimeOffset.MaxValue) ? null : (before.With(granted, now), after.With(granted, now)),
            };
            // The work of a processor, away from the threads that answer.
            var (classes, parts) = await Task.Run(
                () =>
                {
                    var (count, compared) = DryRunComparison.Compare(input, cancellationToken);
                    return (count, RegistrationComparison.Compare(input, compared, cancellationToken));
                },
                cancellationToken);
            return new DryRunParts
            {
                Base = served.Version.Number,
                Sha256 = BundleFile.Hash(text),
                At = clock.Now,
                DurationMs = (long)time.GetElapsedTime(began).TotalMilliseconds,
                Classes = classes,
                IsComplete = uses.IsComplete,
                Queries = uses.Queries,
                Products = parts,
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    // Roles and purposes as their newest decision on record has them. A domain could write any into a record of its own.
    private async Task<IReadOnlyDictionary<string, Principal>> PeopleAsync(string[] subjects, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(string Subject, string? Domain, string[] Roles, string[] Purposes)>(
            """
            SELECT s.subject, r.subject_domain, r.roles, r.purposes FROM (SELECT DISTINCT unnest(@subjects::text[]) AS subject) s
            CROSS JOIN LATERAL (SELECT subject_domain, roles, purposes FROM audit_records a WHERE a.subject = s.subject AND a.recorded_by = ANY (@platform) ORDER BY occurred_at DESC, position DESC LIMIT 1) r
            """,
            new { subjects, platform = PlatformServices.Names.ToArray() },
            cancellationToken);
        return rows.ToDictionary(row => row.Subject, row => new Principal(row.Subject, row.Domain, row.Roles, row.Purposes), StringComparer.Ordinal);
    }
}
