using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Reads the graph in Marquez' form: jobs, datasets, what jobs read and write, and their runs.</summary>
internal sealed class LineageStore(NpgsqlDataSource database)
{
    /// <summary>Nodes of one answer, which comes whole.</summary>
    public const int MaximumNodes = 10_000;

    /// <summary>Returns the graph within some steps of a node; null when there is no such node.</summary>
    /// <param name="candidates">The node, in each way that its id can be read.</param>
    /// <param name="depth">How many steps.</param>
    /// <param name="now">The moment whose default major versions have the plain names.</param>
    /// <param name="isVisible">Whether a dataset may be shown; what is behind one that may not is not followed.</param>
    /// <param name="mayRead">Whether the texts of a job may be shown, by one of its outputs.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="LineageTooLargeException">There are more than <see cref="MaximumNodes"/>.</exception>
    public async Task<LineageGraph?> GraphAsync(IReadOnlyList<LineageNodeId> candidates, int depth, DateTimeOffset now, Func<LineageName, Task<bool>> isVisible, Func<LineageName, Task<bool>> mayRead, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        Dictionary<LineageNodeId, JsonObject> nodes = [];
        HashSet<LineageEdge> edges = [];
        List<LineageNodeId> edge = [];
        var names = new ProductNames(connection, now, cancellationToken);
        foreach (var requested in candidates)
        {
            var candidate = requested with { Name = await names.OfAsync(requested.Name) };
            if (await DataAsync(connection, candidate, cancellationToken) is { } data && await IsSeenAsync(candidate))
            {
                nodes.Add(candidate, data);
                edge.Add(candidate);
                break;
            }
        }

        for (var step = 0; step < depth && edge.Count > 0; step++)
        {
            List<LineageNodeId> next = [];
            foreach (var node in edge)
            {
                foreach (var (other, isIntoNode) in await NeighboursAsync(connection, node, cancellationToken))
                {
                    if (!nodes.ContainsKey(other) && !await IsSeenAsync(other))
                    {
                        continue;
                    }

                    if (!nodes.ContainsKey(other))
                    {
                        if (nodes.Count == MaximumNodes)
                        {
                            throw new LineageTooLargeException();
                        }

                        nodes.Add(other, await DataAsync(connection, other, cancellationToken) ?? []);
                        next.Add(other);
                    }

                    edges.Add(isIntoNode ? new LineageEdge(other.ToString(), node.ToString()) : new LineageEdge(node.ToString(), other.ToString()));
                }
            }

            edge = next;
        }

        foreach (var run in nodes.Values.Select(data => data["latestRun"]).OfType<JsonObject>())
        {
            await KeepSeenAsync(run["inputs"]);
            await KeepSeenAsync(run["outputs"]);
        }

        foreach (var (node, data) in nodes)
        {
            if (node.IsJob && !await MayReadAsync(node))
            {
                TransformationTexts.Redact(data["facets"]);
                TransformationTexts.Redact(data["latestRun"]?["facets"]);
            }

            await LineageFacets.KeepAsync(data["facets"], isVisible);
            await LineageFacets.KeepAsync(data["latestRun"], isVisible);
        }

        return nodes.Count == 0 ? null : new LineageGraph([.. nodes
            .Select(node => (Id: node.Key.ToString(), node.Key.IsJob, Data: node.Value))
            .OrderBy(node => node.Id, StringComparer.Ordinal)
            .Select(node => new LineageGraphNode(
                node.Id,
                node.IsJob ? "JOB" : "DATASET",
                node.Data,
                [.. edges.Where(way => way.Destination == node.Id).OrderBy(way => way.Origin, StringComparer.Ordinal)],
                [.. edges.Where(way => way.Origin == node.Id).OrderBy(way => way.Destination, StringComparer.Ordinal)]))]);

        // A caller that may see no output of a job may not see the job's facets either.
        async Task<bool> IsSeenAsync(LineageNodeId node)
        {
            if (!node.IsJob)
            {
                return await isVisible(node.Name);
            }

            var made = (await NeighboursAsync(connection, node, cancellationToken)).Where(other => !other.IsIntoNode).Select(other => other.Node.Name).ToList();
            foreach (var dataset in made)
            {
                if (await isVisible(dataset))
                {
                    return true;
                }
            }

            return made.Count == 0;
        }

        async Task<bool> MayReadAsync(LineageNodeId job)
        {
            foreach (var (dataset, isIntoJob) in await NeighboursAsync(connection, job, cancellationToken))
            {
                if (!isIntoJob && await mayRead(dataset.Name))
                {
                    return true;
                }
            }

            return false;
        }

        async Task KeepSeenAsync(JsonNode? datasets)
        {
            foreach (var (id, _) in datasets?.AsObject().ToList() ?? [])
            {
                if (LineageNodeId.TryParse(id, out var readings))
                {
                    foreach (var dataset in readings)
                    {
                        if (!await isVisible(dataset.Name))
                        {
                            datasets!.AsObject().Remove(id);
                        }
                    }
                }
            }
        }
    }

    private static async Task<JsonObject?> DataAsync(NpgsqlConnection connection, LineageNodeId node, CancellationToken cancellationToken)
    {
        var facets = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            $"SELECT facets FROM {(node.IsJob ? "lineage_jobs" : "lineage_datasets")} WHERE namespace = @Namespace AND name = @Name",
            node.Name,
            cancellationToken: cancellationToken));
        if (facets is null)
        {
            return null;
        }

        var data = new JsonObject
        {
            ["id"] = new JsonObject { ["namespace"] = node.Name.Namespace, ["name"] = node.Name.Name },
            ["namespace"] = node.Name.Namespace,
            ["name"] = node.Name.Name,
            ["facets"] = FacetSet.Read(JsonNode.Parse(facets)!.AsObject()),
        };
        if (node.IsJob && await LineageRuns.LatestAsync(connection, node.Name, cancellationToken) is { } run)
        {
            data["latestRun"] = run;
        }

        return data;
    }

    private static async Task<IReadOnlyList<(LineageNodeId Node, bool IsIntoNode)>> NeighboursAsync(NpgsqlConnection connection, LineageNodeId node, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Namespace, string Name, string Direction)>(new CommandDefinition(
            node.IsJob
                ? "SELECT dataset_namespace, dataset_name, direction FROM lineage_edges WHERE job_namespace = @Namespace AND job_name = @Name"
                : "SELECT job_namespace, job_name, direction FROM lineage_edges WHERE dataset_namespace = @Namespace AND dataset_name = @Name",
            node.Name,
            cancellationToken: cancellationToken));
        // A job's input comes into it, a dataset comes out of the job that has it as output.
        return [.. rows.Select(row => (new LineageNodeId(!node.IsJob, new LineageName(row.Namespace, row.Name)), node.IsJob == (row.Direction == "input")))];
    }
}
