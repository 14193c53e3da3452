using MeshStarter.Platform.Products.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// The domains of jobs and datasets outside the mesh. One belongs to the domain that was the first to make or describe it, and above all to the one whose service
/// publishes a product of it. Others read it.
/// </summary>
/// <param name="transaction">The transaction of the events.</param>
/// <param name="cancellationToken">Cancels it.</param>
internal sealed class LineageOwners(NpgsqlTransaction transaction, CancellationToken cancellationToken)
{
    /// <summary>The most jobs and datasets outside the mesh that belong to one domain by its events: half of those that one answer may have.</summary>
    public const int MostOfDomain = LineageStore.MaximumNodes / 2;

    private const string Known = """
        SELECT o.is_job, o.namespace, o.name, o.domain, o.claim FROM unnest($1, $2, $3) AS g(is_job, namespace, name)
        JOIN lineage_owners o ON o.is_job = g.is_job AND o.namespace = g.namespace AND o.name = g.name
        """;

    private const string Count = "SELECT domain, count(*) FROM lineage_owners WHERE domain = ANY($1) AND claim < 2 GROUP BY domain";

    private const string Store = """
        INSERT INTO lineage_owners AS o (is_job, namespace, name, domain, claim) SELECT * FROM unnest($1, $2, $3, $4, $5) AS g(is_job, namespace, name, domain, claim)
        ON CONFLICT (is_job, namespace, name) DO UPDATE SET domain = excluded.domain, claim = excluded.claim WHERE o.claim < excluded.claim
        """;

    // What another domain has said of it until now is not true of it.
    private const string TakeSources = """
        WITH given AS (
            SELECT namespace, name FROM unnest($1, $2) AS g(namespace, name)
            WHERE NOT EXISTS (SELECT FROM lineage_owners o WHERE NOT o.is_job AND o.namespace = g.namespace AND o.name = g.name AND o.claim = 2) ORDER BY 1, 2),
        others AS (SELECT g.namespace, g.name FROM given g JOIN lineage_owners o ON NOT o.is_job AND o.namespace = g.namespace AND o.name = g.name AND o.domain <> $3),
        taken AS (
            INSERT INTO lineage_owners AS o (is_job, namespace, name, domain, claim) SELECT false, namespace, name, $3, 2 FROM given
            ON CONFLICT (is_job, namespace, name) DO UPDATE SET domain = excluded.domain, claim = excluded.claim WHERE o.claim < excluded.claim),
        unmade AS (DELETE FROM lineage_edges e USING others o WHERE e.direction = 'output' AND e.dataset_namespace = o.namespace AND e.dataset_name = o.name),
        undescribed AS (UPDATE lineage_datasets d SET facets = '{}', columns_digest = NULL FROM others o WHERE d.namespace = o.namespace AND d.name = o.name RETURNING d.id)
        DELETE FROM lineage_columns c USING undescribed u WHERE c.target = u.id
        """;

    private enum Claim : short
    {
        Reads,
        Makes,
        Publishes,
    }

    /// <summary>Finds the events that speak of what belongs to another domain, or of more than a domain may name, and keeps what the others name first.</summary>
    /// <param name="reports">The events, by the domains that report them.</param>
    /// <returns>The reasons of those that are refused, and the others as they are stored.</returns>
    public async Task<(IReadOnlyDictionary<LineageEvent, string> Refused, IReadOnlyList<LineageEvent> Taken)> ClaimAsync(IReadOnlyList<LineageReport> reports)
    {
        List<(string Domain, LineageEvent Event, Dictionary<LineageNodeId, Claim> Claims)> events = [.. reports.SelectMany(report => report.Events.Select(each => (report.Domain, each, ClaimsOf(each))))];
        while (true)
        {
            var owners = await KnownAsync([.. events.SelectMany(each => each.Claims.Keys).Distinct()]);
            var counts = events.Exists(each => each.Claims.Keys.Any(node => !owners.ContainsKey(node))) ? await CountAsync([.. events.Select(each => each.Domain).Distinct(StringComparer.Ordinal)]) : [];
            Dictionary<LineageEvent, string> refused = new(ReferenceEqualityComparer.Instance);
            HashSet<LineageNodeId> changed = [];
            foreach (var (domain, reported, claims) in events)
            {
                List<LineageNodeId> gained = [.. claims.Where(claim => !owners.TryGetValue(claim.Key, out var owner) || owner.Claim < claim.Value).Select(claim => claim.Key)];
                var added = gained.Count(node => !owners.TryGetValue(node, out var owner) || owner.Domain != domain);
                if (Problem(domain, claims, owners, counts.GetValueOrDefault(domain) + added, added) is { } problem)
                {
                    refused.Add(reported, problem);
                    continue;
                }

                counts[domain] = counts.GetValueOrDefault(domain) + added;
                gained.ForEach(node => owners[node] = (domain, claims[node]));
                changed.UnionWith(gained);
            }

            // Another catalog may have been faster.
            if (changed.Count == 0 || await StoreAsync([.. changed.Select(node => (node, owners[node].Domain, owners[node].Claim))]) == changed.Count)
            {
                return (refused, [.. events.Where(each => !refused.ContainsKey(each.Event)).Select(each => OfReader(each.Event, each.Domain, owners))]);
            }
        }
    }

    /// <summary>Notes that a domain's service publishes a product of some datasets. They belong to its domain, unless another one's product is published of them.</summary>
    public async Task TakeSourcesAsync(string domain, LineageEvent.OfRun publish)
    {
        var sources = publish.Inputs.Select(input => input.Name).Where(IsOutside).Distinct().ToList();
        if (sources.Count == 0)
        {
            return;
        }

        await using var batch = new StatementBatch(transaction);
        batch.Add(LineageWriter.ByKeys);
        batch.Add(TakeSources, sources.Select(source => source.Namespace).ToArray(), sources.Select(source => source.Name).ToArray(), domain);
        await batch.ExecuteAsync(cancellationToken);
    }

    private static bool IsOutside(LineageName name) => name.Namespace != LineageAccess.Mesh;

    private static string? Problem(string domain, Dictionary<LineageNodeId, Claim> claims, Dictionary<LineageNodeId, (string Domain, Claim Claim)> owners, long count, int added)
    {
        foreach (var (node, claim) in claims)
        {
            if (claim == Claim.Makes && owners.TryGetValue(node, out var owner) && owner.Domain != domain && owner.Claim >= Claim.Makes)
            {
                return $"{node}: belongs to another domain, which named it before {domain}. Name a dataset of others among inputs alone, and give your own job or dataset a name of its own.";
            }
        }

        return added > 0 && count > MostOfDomain
            ? $"{domain} would have more than {MostOfDomain} jobs and datasets outside namespace {LineageAccess.Mesh}. Use the same names in each run."
            : null;
    }

    private static Dictionary<LineageNodeId, Claim> ClaimsOf(LineageEvent reported)
    {
        var (job, (inputs, outputs)) = (LineageWriter.JobOf(reported), LineageWriter.IoOf(reported));
        Dictionary<LineageNodeId, Claim> claims = [];
        Add(job is null ? [] : [job.Name], Claim.Makes, isJob: true);
        Add((reported is LineageEvent.OfDataset described ? [described.Dataset] : outputs).Select(output => output.Name), Claim.Makes);
        Add(inputs.Select(input => input.Name).Concat(LineageWriter.Nodes(reported).SelectMany(LineageWriter.Sources).Select(source => source.Source)), Claim.Reads);
        return claims;

        void Add(IEnumerable<LineageName> names, Claim claim, bool isJob = false)
        {
            foreach (var name in names.Where(IsOutside))
            {
                claims.TryAdd(new LineageNodeId(isJob, name), claim);
            }
        }
    }

    // Only its own domain describes a dataset: what others say of an input is of their run.
    private static LineageEvent OfReader(LineageEvent reported, string domain, Dictionary<LineageNodeId, (string Domain, Claim Claim)> owners)
    {
        return reported switch
        {
            LineageEvent.OfRun run => run with { Inputs = [.. run.Inputs.Select(OfRead)] },
            LineageEvent.OfJob job => job with { Inputs = [.. job.Inputs.Select(OfRead)] },
            _ => reported,
        };

        LineageNode OfRead(LineageNode input) => owners.TryGetValue(new LineageNodeId(IsJob: false, input.Name), out var owner) && owner.Domain != domain
            ? input with { Facets = [], InThisRun = [.. input.Facets.Concat(input.InThisRun).DistinctBy(facet => facet.Name, StringComparer.Ordinal)] }
            : input;
    }

    private async Task<Dictionary<LineageNodeId, (string Domain, Claim Claim)>> KnownAsync(IReadOnlyList<LineageNodeId> nodes)
    {
        Dictionary<LineageNodeId, (string, Claim)> owners = [];
        if (nodes.Count == 0)
        {
            return owners;
        }

        await using var batch = new StatementBatch(transaction);
        batch.Add(LineageWriter.ByKeys);
        batch.Add(Known, nodes.Select(node => node.IsJob).ToArray(), nodes.Select(node => node.Name.Namespace).ToArray(), nodes.Select(node => node.Name.Name).ToArray());
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            owners.Add(new LineageNodeId(reader.GetBoolean(0), new LineageName(reader.GetString(1), reader.GetString(2))), (reader.GetString(3), (Claim)reader.GetInt16(4)));
        }

        return owners;
    }

    private async Task<Dictionary<string, long>> CountAsync(string[] domains)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        await using var batch = new StatementBatch(transaction);
        batch.Add(Count, [domains]);
        await using var reader = await batch.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return counts;
    }

    private async Task<int> StoreAsync(List<(LineageNodeId Node, string Domain, Claim Claim)> changed)
    {
        // In one order, as the writer's rows.
        changed.Sort((one, other) => string.CompareOrdinal(one.Node.ToString(), other.Node.ToString()));
        await using var command = new NpgsqlCommand(Store, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = changed.ConvertAll(each => each.Node.IsJob) },
                new() { Value = changed.ConvertAll(each => each.Node.Name.Namespace) },
                new() { Value = changed.ConvertAll(each => each.Node.Name.Name) },
                new() { Value = changed.ConvertAll(each => each.Domain) },
                new() { Value = changed.ConvertAll(each => (short)each.Claim) },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
