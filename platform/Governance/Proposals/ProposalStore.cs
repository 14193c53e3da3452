using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Policies;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Proposals;

/// <summary>Reads proposals with their votes.</summary>
internal sealed class ProposalStore(NpgsqlDataSource database)
{
    // Dapper reads "inforce" as ProposalState.InForce, and no "in_force".
    private const string Columns =
        "id, author, reason, origin, replace(state, '_', '') AS state, base, sha256, effective_from, created_at, deadline, seats, quorum AS quorum_percent, majority AS majority_percent, version, outcome";

    static ProposalStore() => SqlMapper.AddTypeHandler(new JsonColumn<PolicyDryRun>());

    /// <summary>A proposal with its text; null where there is none.</summary>
    public async Task<PolicyProposal?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, id, cancellationToken);
    }

    /// <summary>A proposal with its text; null where there is none.</summary>
    public static async Task<PolicyProposal?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken cancellationToken) =>
        await connection.FirstAsync<PolicyProposal>(
            $"SELECT {Columns}, text, dry_run::text AS dry_run FROM policy_proposals WHERE id = @id", new { id }, cancellationToken) is { } proposal
            ? WithVotes(proposal, await VotesAsync(connection, [id], cancellationToken))
            : null;

    /// <summary>The dry run of a proposal by product; null where there is none.</summary>
    public async Task<DryRunParts?> DryRunAsync(Guid id, CancellationToken cancellationToken) =>
        await database.FirstAsync<string?>("SELECT dry_run_parts::text FROM policy_proposals WHERE id = @id", new { id }, cancellationToken) is { } text
            ? JsonSerializer.Deserialize<DryRunParts>(text, MeshJson.Options)
            : null;

    /// <summary>Proposals without their texts, newest first, and the position of the last one where more follow.</summary>
    public async Task<(IReadOnlyList<PolicyProposal> Items, long? Next)> ListAsync(ProposalState? state, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<long, PolicyProposal, (long Position, PolicyProposal Proposal)>(
            new CommandDefinition(
                $"""
                SELECT position, {Columns} FROM policy_proposals
                WHERE (@state::text IS NULL OR state = @state) AND (@before::bigint IS NULL OR position < @before) ORDER BY position DESC LIMIT @limit + 1
                """,
                new { state = state is { } only ? WireNames.Of(only) : null, before, limit },
                cancellationToken: cancellationToken),
            (position, proposal) => (position, proposal))).AsList();
        var page = rows.Take(limit).ToList();
        var votes = (await VotesAsync(connection, [.. page.Select(row => row.Proposal.Id)], cancellationToken)).ToLookup(vote => vote.Proposal);
        return ([.. page.Select(row => WithVotes(row.Proposal, votes[row.Proposal.Id]))], rows.Count > page.Count ? page[^1].Position : null);
    }

    // The votes for an earlier text or another base do not count.
    private static PolicyProposal WithVotes(PolicyProposal proposal, IEnumerable<VoteRow> votes) => proposal with
    {
        Votes = [.. votes.Where(vote => vote.Sha256 == proposal.Sha256 && vote.Base == proposal.Base).Select(vote => new PolicyVote(vote.Seat, vote.VotedBy, vote.IsFor, vote.Reason, new DateTimeOffset(vote.VotedAt)))],
    };

    private static Task<IReadOnlyList<VoteRow>> VotesAsync(NpgsqlConnection connection, Guid[] proposals, CancellationToken cancellationToken) => connection.QueryAsync<VoteRow>(
        "SELECT proposal, sha256, base, seat, voted_by, is_for, reason, voted_at FROM policy_votes WHERE proposal = ANY (@proposals) ORDER BY voted_at, seat", new { proposals }, cancellationToken);
}
