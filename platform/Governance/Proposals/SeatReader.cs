using MeshStarter.Governance.Policies;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Proposals;

/// <summary>The seats that vote: those of the rules, or those of the domains that had products when the first proposal was made.</summary>
internal sealed class SeatReader(NpgsqlDataSource database, CatalogInputs catalog, TimeProvider time)
{
    private const string SelectDomains = "SELECT domain FROM policy_domains ORDER BY domain";

    /// <summary>The seats as far as they are fixed; empty before.</summary>
    public async Task<IReadOnlyList<string>> KnownAsync(VotingTerms voting, CancellationToken cancellationToken)
    {
        if (voting.Seats is { } seats)
        {
            return seats;
        }

        var domains = await database.QueryAsync<string>(SelectDomains, null, cancellationToken);
        return domains.Count == 0 ? [] : Of(domains);
    }

    /// <summary>Fixes the domains with a seat, where the rules name none and they are not fixed.</summary>
    /// <exception cref="Access.CatalogSilentException">The catalog does not answer.</exception>
    public async Task FixAsync(VotingTerms voting, CancellationToken cancellationToken)
    {
        if (voting.Seats is not null || (await KnownAsync(voting, cancellationToken)).Count > 0)
        {
            return;
        }

        var domains = (await catalog.ProductsAsync(cancellationToken)).Select(product => product.Name.Domain).Distinct(StringComparer.Ordinal).ToArray();
        await using var transaction = await PolicyTransaction.BeginAsync(database, cancellationToken);
        await transaction.ExecuteAsync(
            "INSERT INTO policy_domains (domain, added_at) SELECT domain, @now FROM unnest(@domains) AS d(domain) WHERE NOT EXISTS (SELECT FROM policy_domains)", new { domains, now = time.GetUtcNow().UtcDateTime }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The seats of a proposal.</summary>
    public static async Task<IReadOnlyList<string>> SeatsAsync(PolicyTransaction transaction, VotingTerms voting, CancellationToken cancellationToken) =>
        voting.Seats ?? Of(await transaction.Transaction.QueryAsync<string>(SelectDomains, null, cancellationToken));

    private static IReadOnlyList<string> Of(IEnumerable<string> domains) => [.. domains, VotingTerms.Security, VotingTerms.Platform];
}
