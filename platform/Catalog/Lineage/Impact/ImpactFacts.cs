using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Queries;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage.Impact;

/// <summary>Reads the recorded queries that use what a change breaks, and the subscriptions to it.</summary>
internal sealed class ImpactFacts(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Counts the recorded queries that use any of some datasets. One that reads several of them counts once.</summary>
    public async Task<long> TotalQueriesAsync(IEnumerable<ImpactedDataset> datasets, CancellationToken cancellationToken)
    {
        var reads = new ImpactedReads(datasets);
        return await database.FirstAsync<long>(
            $"SELECT count(DISTINCT query) FROM ({reads.Sql(areFew: false)}) hits", reads.Values(time.GetUtcNow()), cancellationToken);
    }

    /// <summary>The recorded queries that use some datasets, by the callers' domains, of each product and major version; and the subscriptions to each dataset.</summary>
    /// <param name="datasets">The datasets.</param>
    /// <param name="viewer">The caller, who has read what has changed.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<(ILookup<(string Product, int Major), DomainQueries> Queries, IReadOnlyDictionary<LineageName, List<ImpactedConsumer>> Consumers)> OfAsync(
        IReadOnlyList<ImpactedDataset> datasets, LineageViewer viewer, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await QueriesAsync(connection, datasets, cancellationToken), await ConsumersAsync(connection, datasets, viewer, cancellationToken));
    }

    private async Task<ILookup<(string Product, int Major), DomainQueries>> QueriesAsync(NpgsqlConnection connection, IReadOnlyList<ImpactedDataset> datasets, CancellationToken cancellationToken)
    {
        var reads = new ImpactedReads(datasets);
        var rows = await connection.QueryAsync<(string Product, int Major, string? Domain, long Queries, long Callers)>(
            $"""
            SELECT r.product, r.major, q.domain, count(*), count(DISTINCT q.principal)
            FROM ({reads.Sql(areFew: true)}) r JOIN queries q ON q.id = r.query
            GROUP BY r.product, r.major, q.domain
            """,
            reads.Values(time.GetUtcNow()),
            cancellationToken);
        return rows.OrderByDescending(row => row.Queries).ThenBy(row => row.Domain, StringComparer.Ordinal).ToLookup(row => (row.Product, row.Major), row => new DomainQueries(row.Domain, row.Queries, row.Callers));
    }

    private static IReadOnlyList<string>? Broken(ImpactedDataset product, IEnumerable<string> kept) =>
        kept.Where(product.Columns.ContainsKey).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is [_, ..] columns ? columns : null;

    private static async Task<IReadOnlyDictionary<LineageName, List<ImpactedConsumer>>> ConsumersAsync(
        NpgsqlConnection connection, IReadOnlyList<ImpactedDataset> datasets, LineageViewer viewer, CancellationToken cancellationToken)
    {
        var products = datasets.Where(dataset => dataset.Version is not null).ToList();
        var rows = await connection.QueryAsync<(int Place, string Consumer, string? Domain, string[]? Kept)>(
            """
            SELECT p.place::integer, s.consumer, s.consumer_domain, s.kept_columns
            FROM unnest(@Products::text[], @MajorVersions::integer[]) WITH ORDINALITY AS p(product, major, place)
            JOIN subscriptions s ON s.name = p.product AND s.major = p.major ORDER BY s.consumer
            """,
            new { Products = products.ConvertAll(each => each.Version!.Name), MajorVersions = products.ConvertAll(each => each.Version!.Version.Major) },
            cancellationToken);
        return rows.GroupBy(row => products[row.Place - 1]).ToDictionary(
            product => product.Key.Name,
            product => product.GroupBy(row => row.Domain).OrderBy(domain => domain.Key, StringComparer.Ordinal)
                .Select(domain => new ImpactedConsumer(domain.Key, domain.Count(), viewer.MayRead(product.Key.Name) ? [.. domain.Select(row => row.Consumer)] : null)
                {
                    Columns = Broken(product.Key, domain.SelectMany(row => row.Kept ?? [])),
                }).ToList());
    }
}
