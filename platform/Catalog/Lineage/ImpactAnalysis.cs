using Dapper;
using MeshStarter.Catalog.Queries;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Finds what breaks when a contract changes: columns by column lineage, products as a whole by what chooses their rows, and where only the
/// products of a publish are known and not its columns, what may break. It ends at what the caller may not discover.
/// </summary>
internal sealed class ImpactAnalysis(NpgsqlDataSource database, LineageIndex index, TimeProvider time)
{
    /// <summary>Analyses a change of a product.</summary>
    /// <param name="product">The product, in its default or another major version.</param>
    /// <param name="change">The change.</param>
    /// <param name="text">The change as it was requested.</param>
    /// <param name="depth">How many steps downstream.</param>
    /// <param name="after">The product that the page before ended with; null for the first page.</param>
    /// <param name="limit">The number of products of a page.</param>
    /// <param name="viewer">The caller.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<ImpactReport> AnalyseAsync(
        ProductDetails product, ContractChangeRequest change, string text, int depth, WalkCursor? after, int limit, LineageViewer viewer, CancellationToken cancellationToken)
    {
        var reference = new ProductReference(product.Name, product.Version.Major);
        var report = new ImpactReport
        {
            Product = reference,
            Change = text,
            IsBreaking = change.IsBreaking,
            Reason = change.Reason,
            TotalProducts = 0,
            TotalColumns = 0,
            TotalQueries = 0,
            IsWhole = true,
            Products = [],
        };
        if (!change.IsBreaking)
        {
            return report;
        }

        // In this order: a product of the graph is in the older or the newer products, and not taken for an unregistered one.
        await index.RefreshAsync(cancellationToken);
        await viewer.RefreshAsync(cancellationToken);
        var name = await NameInGraphAsync(reference, cancellationToken);
        var start = new ImpactedDataset(name, 0);
        foreach (var column in product.Schema.Where(column => change.Column is null || column.Name == change.Column))
        {
            start.Columns[column.Name] = new ImpactedColumn(column.Name, null, null);
        }

        if (change.Column is null)
        {
            start.BreakAll(isCertain: true);
        }

        viewer.Load([name]);
        var follow = index.Read(content =>
        {
            var walk = new ImpactWalk(content, viewer, start);
            walk.Run(depth);
            return walk;
        });

        var ordered = follow.Datasets.Select(dataset => (Dataset: dataset, Cursor: new WalkCursor(dataset.Distance, NameOf(dataset.Name)))).OrderBy(dataset => dataset.Cursor, WalkCursor.Order).ToList();
        var page = ordered.SkipWhile(dataset => after is not null && WalkCursor.Order.Compare(dataset.Cursor, after) <= 0).Take(limit).ToList();
        // Side by side: counting the queries of half the mesh takes as long as all else. Each takes a connection while it holds none.
        var counted = TotalQueriesAsync(Uses(ordered.Select(each => each.Dataset), viewer), cancellationToken);
        var read = PageFactsAsync([.. page.Select(each => each.Dataset)], viewer, cancellationToken);
        await Task.WhenAll(counted, read);
        var (total, (queries, consumers)) = (await counted, await read);
        return report with
        {
            TotalProducts = ordered.Count,
            TotalColumns = ordered.Sum(each => each.Dataset.Columns.Count),
            TotalQueries = total,
            IsWhole = follow.IsWhole,
            Products = [.. page.Select(each => Shown(each.Dataset))],
            Next = page.Count > 0 && page[^1].Cursor != ordered[^1].Cursor ? page[^1].Cursor.ToString() : null,
        };

        ImpactedProduct Shown(ImpactedDataset dataset) => new()
        {
            Name = NameOf(dataset.Name),
            Owner = viewer.VersionOf(dataset.Name)?.Owner,
            Distance = dataset.Distance,
            IsUncertain = dataset is { IsCertain: false, Columns.Count: 0 },
            IsWhole = dataset.IsCertain is not null,
            Columns = [.. dataset.Columns.Values.OrderBy(column => column.Name, StringComparer.Ordinal)],
            Consumers = consumers.GetValueOrDefault(dataset.Name) ?? [],
            Queries = queries.GetValueOrDefault(dataset.Name) ?? [],
        };
    }

    private static string NameOf(LineageName name) => name.Namespace == LineageAccess.Mesh ? name.Name : new LineageNodeId(IsJob: false, name).ToString();

    // What of which product a query must read to break: all of it, or a column.
    private static List<ImpactedUse> Uses(IEnumerable<ImpactedDataset> datasets, LineageViewer viewer) =>
        [.. datasets.Where(dataset => viewer.VersionOf(dataset.Name) is not null).SelectMany(dataset => viewer.VersionOf(dataset.Name)! is var version && dataset.IsCertain is not null
            ? [new ImpactedUse(dataset.Name, version.Product.ToString(), version.Version.Major, null)]
            : dataset.Columns.Keys.Select(column => new ImpactedUse(dataset.Name, version.Product.ToString(), version.Version.Major, column)))];

    private async Task<LineageName> NameInGraphAsync(ProductReference product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await new ProductNames(connection, time.GetUtcNow(), cancellationToken).OfAsync(new LineageName(LineageAccess.Mesh, product.ToString()));
    }

    private async Task<(IReadOnlyDictionary<LineageName, List<DomainQueries>> Queries, IReadOnlyDictionary<LineageName, List<ImpactedConsumer>> Consumers)> PageFactsAsync(
        IReadOnlyList<ImpactedDataset> page, LineageViewer viewer, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var queries = await QueriesAsync(connection, Uses(page, viewer), cancellationToken);
        return (queries, await ConsumersAsync(connection, page, viewer, cancellationToken));
    }

    // A query that reads several of them counts once.
    private async Task<long> TotalQueriesAsync(List<ImpactedUse> uses, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (wholes, columns) = (uses.Where(use => use.Column is null).ToList(), uses.Where(use => use.Column is not null).ToList());
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            SELECT count(*) FROM (
                SELECT query FROM query_reads WHERE at >= @Since AND (product, major) IN (SELECT * FROM unnest(@Wholes::text[], @WholeMajorVersions::integer[]))
                UNION
                SELECT r.query FROM (
                    SELECT product, major, array_agg(col) AS columns
                    FROM unnest(@Products::text[], @MajorVersions::integer[], @Columns::text[]) AS a(product, major, col) GROUP BY product, major) a
                JOIN query_reads r ON r.product = a.product AND r.major = a.major AND r.at >= @Since AND (r.names IS NULL OR r.names && a.columns)) hits
            """,
            new
            {
                Wholes = wholes.ConvertAll(use => use.Product),
                WholeMajorVersions = wholes.ConvertAll(use => use.Major),
                Products = columns.ConvertAll(use => use.Product),
                MajorVersions = columns.ConvertAll(use => use.Major),
                Columns = columns.ConvertAll(use => use.Column),
                Since = time.GetUtcNow() - QueryStore.Retention,
            },
            cancellationToken: cancellationToken));
    }

    private async Task<IReadOnlyDictionary<LineageName, List<DomainQueries>>> QueriesAsync(NpgsqlConnection connection, List<ImpactedUse> uses, CancellationToken cancellationToken)
    {
        var names = uses.DistinctBy(use => use.Name).ToDictionary(use => (use.Product, use.Major), use => use.Name);
        var rows = await connection.QueryAsync<(string Product, int Major, string? Domain, long Queries, long Callers)>(new CommandDefinition(
            """
            WITH affected AS (
                SELECT product, major, bool_or(col IS NULL) AS is_whole, array_agg(col) AS columns
                FROM unnest(@Products::text[], @MajorVersions::integer[], @Columns::text[]) AS a(product, major, col) GROUP BY product, major)
            SELECT a.product, a.major, q.domain, count(*), count(DISTINCT q.principal)
            FROM affected a
            CROSS JOIN LATERAL (
                SELECT query FROM query_reads WHERE product = a.product AND major = a.major AND at >= @Since AND (a.is_whole OR names IS NULL OR names && a.columns)
                OFFSET 0) r -- by the index, of few products: not all reads of the mesh
            JOIN queries q ON q.id = r.query
            GROUP BY a.product, a.major, q.domain
            """,
            new
            {
                Products = uses.ConvertAll(use => use.Product),
                MajorVersions = uses.ConvertAll(use => use.Major),
                Columns = uses.ConvertAll(use => use.Column),
                Since = time.GetUtcNow() - QueryStore.Retention,
            },
            cancellationToken: cancellationToken));
        Dictionary<LineageName, List<DomainQueries>> found = [];
        foreach (var row in rows)
        {
            var name = names[(row.Product, row.Major)];
            (found.TryGetValue(name, out var domains) ? domains : found[name] = []).Add(new DomainQueries(row.Domain, row.Queries, row.Callers));
        }

        foreach (var domains in found.Values)
        {
            domains.Sort((left, right) => right.Queries.CompareTo(left.Queries) is not 0 and var more ? more : string.CompareOrdinal(left.Domain, right.Domain));
        }

        return found;
    }

    private static async Task<IReadOnlyDictionary<LineageName, List<ImpactedConsumer>>> ConsumersAsync(
        NpgsqlConnection connection, IReadOnlyList<ImpactedDataset> datasets, LineageViewer viewer, CancellationToken cancellationToken)
    {
        var products = datasets.Where(dataset => viewer.VersionOf(dataset.Name) is not null).ToList();
        var rows = await connection.QueryAsync<(int Place, string Consumer, string? Domain)>(new CommandDefinition(
            """
            SELECT p.place::integer, s.consumer, s.consumer_domain
            FROM unnest(@Products::text[], @MajorVersions::integer[]) WITH ORDINALITY AS p(product, major, place)
            JOIN subscriptions s ON s.name = p.product AND s.major = p.major ORDER BY s.consumer
            """,
            new { Products = products.ConvertAll(each => viewer.VersionOf(each.Name)!.Product.ToString()), MajorVersions = products.ConvertAll(each => viewer.VersionOf(each.Name)!.Version.Major) },
            cancellationToken: cancellationToken));
        return rows.GroupBy(row => products[row.Place - 1].Name).ToDictionary(
            product => product.Key,
            product => product.GroupBy(row => row.Domain).OrderBy(domain => domain.Key, StringComparer.Ordinal)
                .Select(domain => new ImpactedConsumer(domain.Key, domain.Count(), viewer.MayRead(product.Key) ? [.. domain.Select(row => row.Consumer)] : null)).ToList());
    }

    /// <param name="Name">The dataset.</param>
    /// <param name="Product">The product that it is.</param>
    /// <param name="Major">Its major version.</param>
    /// <param name="Column">The column; null for all of it.</param>
    private sealed record ImpactedUse(LineageName Name, string Product, int Major, string? Column);
}
