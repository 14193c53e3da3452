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
    private const string Columns = "position, id, author, reason, origin, state, base, sha256, effective_from, created_at, deadline, seats, quorum, majority, version, outcome";

    /// <summary>A proposal with its text; null where there is none.</summary>
    public async Task<PolicyProposal?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, transaction: null, id, cancellationToken);
    }

    /// <summary>A proposal with its text; null where there is none.</summary>
    public static async Task<PolicyProposal?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid id, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<ProposalRow>(new CommandDefinition(
            $"SELECT {Columns}, text, dry_run::text AS dry_run FROM policy_proposals WHERE id = @id", new { id }, transaction, cancellationToken: cancellationToken)) is { } row
            ? row.ToProposal(await VotesAsync(connection, transaction, [id], cancellationToken))
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
        var rows = (await connection.QueryAsync<ProposalRow>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM policy_proposals
            WHERE (@state::text IS NULL OR state = @state) AND (@before::bigint IS NULL OR position < @before) ORDER BY position DESC LIMIT @limit + 1
            """,
            new { state = state is { } only ? WireNames.Of(only) : null, before, limit },
            cancellationToken: cancellationToken))).AsList();
        var page = rows.Take(limit).ToList();
        var votes = (await VotesAsync(connection, transaction: null, [.. page.Select(row => row.Id)], cancellationToken)).ToLookup(vote => vote.Proposal);
        return ([.. page.Select(row => row.ToProposal(votes[row.Id]))], rows.Count > page.Count ? page[^1].Position : null);
    }

    private static async Task<IReadOnlyList<VoteRow>> VotesAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid[] proposals, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<VoteRow>(new CommandDefinition(
            "SELECT proposal, sha256, base, seat, voted_by, is_for, reason, voted_at FROM policy_votes WHERE proposal = ANY (@proposals) ORDER BY voted_at, seat", new { proposals }, transaction, cancellationToken: cancellationToken))).AsList();
}
