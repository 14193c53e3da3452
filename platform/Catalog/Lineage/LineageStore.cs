using System.Text.Json.Nodes;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Reads the graph in Marquez' form: jobs, datasets, what jobs read and write, and their runs.</summary>
internal sealed class LineageStore(NpgsqlDataSource database, LineageIndex index, ProductStore products, CatalogDecisions decisions, TimeProvider time)
{
    /// <summary>Nodes of one answer, which comes whole.</summary>
    public const int MaximumNodes = 10_000;

    /// <summary>Returns the graph within some steps of a node; null when there is no such node that the caller may see.</summary>
    /// <param name="candidates">The node, in each way that its id can be read.</param>
    /// <param name="depth">How many steps.</param>
    /// <param name="viewer">The caller.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="LineageTooLargeException">There are more than <see cref="MaximumNodes"/>.</exception>
    public async Task<LineageGraph?> GraphAsync(IReadOnlyList<LineageNodeId> candidates, int depth, LineageViewer viewer, CancellationToken cancellationToken)
    {
        await index.RefreshAsync(viewer, cancellationToken);
        // Each statement opens it and closes it again: the request needs other connections of the pool between them.
        await using var connection = database.CreateConnection();
        var names = new ProductNames(connection, time.GetUtcNow(), cancellationToken);
        foreach (var requested in candidates)
        {
            var start = requested with { Name = await names.OfAsync(requested.Name) };
            if ((await FacetsAsync(connection, [start], cancellationToken)).Count > 0 && index.Walk(viewer, traversal => Around(traversal, start, depth, viewer)) is { } around)
            {
                return await ReadAsync(connection, around, viewer, cancellationToken);
            }
        }

        return null;
    }

    private static Around? Around(LineageTraversal traversal, LineageNodeId start, int depth, LineageViewer viewer)
    {
        if (!LineageWalks.IsSeen(traversal, start, viewer))
        {
            return null;
        }

        List<LineageNodeId> nodes = [start];
        List<LineageEdge> edges = [];
        if (traversal.Content.Find(start) is { } first)
        {
            var surroundings = new Surroundings(traversal.Content, first, depth);
            traversal.Follow([first], surroundings);
            (nodes, edges) = ([.. surroundings.Nodes], [.. surroundings.Edges]);
        }

        List<LineageName> jobs = [.. nodes.Where(node => node.IsJob).Select(node => node.Name)];
        return new Around(nodes, edges, jobs.Where(traversal.MayReadTexts).ToHashSet(), jobs.Where(traversal.SeesSql).ToHashSet());
    }

    private async Task<LineageGraph> ReadAsync(NpgsqlConnection connection, Around around, LineageViewer viewer, CancellationToken cancellationToken)
    {
        var facets = await FacetsAsync(connection, around.Nodes, cancellationToken);
        var runs = await LineageRuns.LatestAsync(connection, [.. around.Nodes.Where(node => node.IsJob).Select(node => node.Name)], cancellationToken);
        var uncounted = await UncountedAsync([.. around.Nodes.Where(node => !node.IsJob), .. runs.Values.SelectMany(DatasetsOf)], viewer, cancellationToken);
        var (sources, targets) = (around.Edges.ToLookup(edge => edge.Destination), around.Edges.ToLookup(edge => edge.Origin));
        return new LineageGraph([.. around.Nodes
            .Select(node => (Id: node.ToString(), Node: node))
            .OrderBy(node => node.Id, StringComparer.Ordinal)
            .Select(node => new LineageGraphNode(
                node.Id,
                node.Node.IsJob ? "JOB" : "DATASET",
                Data(node.Node, facets.GetValueOrDefault(node.Node), node.Node.IsJob ? runs.GetValueOrDefault(node.Node.Name) : null, around, uncounted, viewer),
                [.. sources[node.Id].OrderBy(edge => edge.Origin, StringComparer.Ordinal)],
                [.. targets[node.Id].OrderBy(edge => edge.Destination, StringComparer.Ordinal)]))]);
    }

    private static JsonObject Data(LineageNodeId node, string? facets, JsonObject? run, Around around, IReadOnlySet<LineageName> uncounted, LineageViewer viewer)
    {
        if (facets is null)
        {
            return [];
        }

        var kept = FacetSet.Read(JsonNode.Parse(facets)!.AsObject());
        var data = new JsonObject
        {
            ["type"] = node.IsJob ? MarquezForm.JobTypeOf(kept) : MarquezForm.Dataset,
            ["id"] = new JsonObject { ["namespace"] = node.Name.Namespace, ["name"] = node.Name.Name },
            ["namespace"] = node.Name.Namespace,
            ["name"] = node.Name.Name,
            ["facets"] = kept,
        };
        if (run is not null)
        {
            KeepSeen(run["inputs"]!.AsObject(), uncounted, viewer);
            KeepSeen(run["outputs"]!.AsObject(), uncounted, viewer);
            run["state"] = MarquezForm.StateOf(run["state"]!.GetValue<string>());
            data["latestRun"] = run;
        }

        if (node.IsJob && !around.ReadableJobs.Contains(node.Name))
        {
            var seesSql = around.SqlJobs.Contains(node.Name);
            TransformationTexts.Redact(data["facets"], seesSql);
            TransformationTexts.Redact(data["latestRun"]?["facets"], seesSql);
        }

        if (!node.IsJob && uncounted.Contains(node.Name))
        {
            LineageFacets.RemoveCounts(kept);
        }

        LineageFacets.Keep(data["facets"], viewer);
        LineageFacets.Keep(data["latestRun"], viewer);
        return data;
    }

    // An id may be read in several ways: what one of them hides is not shown.
    private static void KeepSeen(JsonObject datasets, IReadOnlySet<LineageName> uncounted, LineageViewer viewer)
    {
        foreach (var (id, facets) in datasets.ToList())
        {
            var readings = LineageNodeId.Parse(id);
            if (readings.Any(dataset => !viewer.Sees(dataset.Name)))
            {
                datasets.Remove(id);
            }
            else if (readings.Any(dataset => uncounted.Contains(dataset.Name)))
            {
                LineageFacets.RemoveCounts(facets!.AsObject());
            }
        }
    }

    private static IEnumerable<LineageNodeId> DatasetsOf(JsonObject run) =>
        run["inputs"]!.AsObject().Concat(run["outputs"]!.AsObject()).SelectMany(dataset => LineageNodeId.Parse(dataset.Key));

    /// <summary>Those of some datasets that are products of which the caller may not know how many rows they have.</summary>
    private async Task<IReadOnlySet<LineageName>> UncountedAsync(IEnumerable<LineageNodeId> datasets, LineageViewer viewer, CancellationToken cancellationToken)
    {
        var references = datasets.Select(dataset => dataset.Name).Distinct()
            .Select(name => (Name: name, Product: LineageAccess.Product(name))).Where(each => each.Product is not null && viewer.Sees(each.Name)).ToList();
        var found = await products.FindAsync([.. references.Select(each => each.Product!.Value)], cancellationToken);
        return references.Where(each => found.TryGetValue(each.Product!.Value, out var product) ? !decisions.SeesCounts(viewer.Bundle, viewer.Principal, product) : !viewer.MayRead(each.Name))
            .Select(each => each.Name).ToHashSet();
    }

    private static async Task<IReadOnlyDictionary<LineageNodeId, string>> FacetsAsync(NpgsqlConnection connection, IReadOnlyList<LineageNodeId> nodes, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(bool IsJob, string Namespace, string Name, string Facets)>(
            """
            SELECT n.is_job, n.namespace, n.name, coalesce(j.facets, d.facets)::text
            FROM unnest(@Jobs::boolean[], @Namespaces::text[], @Names::text[]) AS n(is_job, namespace, name)
            LEFT JOIN lineage_jobs j ON n.is_job AND j.namespace = n.namespace AND j.name = n.name
            LEFT JOIN lineage_datasets d ON NOT n.is_job AND d.namespace = n.namespace AND d.name = n.name
            WHERE j.name IS NOT NULL OR d.name IS NOT NULL
            """,
            new { Jobs = nodes.Select(node => node.IsJob).ToArray(), Namespaces = nodes.Select(node => node.Name.Namespace).ToArray(), Names = nodes.Select(node => node.Name.Name).ToArray() },
            cancellationToken);
        return rows.ToDictionary(row => new LineageNodeId(row.IsJob, new LineageName(row.Namespace, row.Name)), row => row.Facets);
    }
}

/// <summary>The nodes and edges around a node.</summary>
/// <param name="Nodes">The nodes.</param>
/// <param name="Edges">The edges.</param>
/// <param name="ReadableJobs">The jobs whose texts the caller may read.</param>
/// <param name="SqlJobs">The jobs whose SQL the caller may see without its literals.</param>
internal sealed record Around(IReadOnlyList<LineageNodeId> Nodes, IReadOnlyList<LineageEdge> Edges, IReadOnlySet<LineageName> ReadableJobs, IReadOnlySet<LineageName> SqlJobs);
