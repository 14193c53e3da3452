using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>The change of the graph by one event.</summary>
internal sealed class LineageChange(NpgsqlTransaction transaction, DateTimeOffset at, CancellationToken cancellationToken)
{
    /// <summary>Keeps a job with what it reads and writes.</summary>
    public async Task ConnectAsync(LineageNode job, IReadOnlyList<LineageNode> inputs, IReadOnlyList<LineageNode> outputs)
    {
        await DescribeAsync("lineage_jobs", job);

        // In one order, whichever event names them: two events at once wait for each other and do not lock each other out.
        foreach (var (dataset, direction) in inputs.Select(dataset => (dataset, "input")).Concat(outputs.Select(dataset => (dataset, "output")))
            .OrderBy(each => each.dataset.Name.Namespace, StringComparer.Ordinal).ThenBy(each => each.dataset.Name.Name, StringComparer.Ordinal))
        {
            // Only its own domain describes a dataset of the mesh; the run records which state of it was read.
            await DescribeAsync("lineage_datasets", direction == "input" && dataset.Name.Namespace == LineageAccess.Mesh ? dataset with { Facets = [] } : dataset);
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO lineage_edges AS e (job_namespace, job_name, direction, dataset_namespace, dataset_name, updated_at)
                VALUES (@JobNamespace, @JobName, @Direction, @Namespace, @Name, @At)
                ON CONFLICT (job_namespace, job_name, direction, dataset_namespace, dataset_name) DO UPDATE SET updated_at = greatest(e.updated_at, excluded.updated_at)
                """,
                new { JobNamespace = job.Name.Namespace, JobName = job.Name.Name, Direction = direction, dataset.Name.Namespace, dataset.Name.Name, At = at },
                transaction,
                cancellationToken: cancellationToken));
        }
    }

    /// <summary>Keeps a job or dataset with what is said of it.</summary>
    public async Task DescribeAsync(string table, LineageNode node)
    {
        var kept = await transaction.Connection!.ExecuteScalarAsync<string>(new CommandDefinition(
            $"""
            INSERT INTO {table} AS known (namespace, name, facets, updated_at) VALUES (@Namespace, @Name, '{"{}"}', @At)
            ON CONFLICT (namespace, name) DO UPDATE SET updated_at = greatest(known.updated_at, excluded.updated_at) RETURNING facets
            """,
            new { node.Name.Namespace, node.Name.Name, At = at },
            transaction,
            cancellationToken: cancellationToken));
        if (node.Facets.Count > 0)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                $"UPDATE {table} SET facets = @Facets::jsonb WHERE namespace = @Namespace AND name = @Name",
                new { node.Name.Namespace, node.Name.Name, Facets = FacetSet.Merge(JsonNode.Parse(kept!)!.AsObject(), node.Facets, at).ToJsonString() },
                transaction,
                cancellationToken: cancellationToken));
        }
    }
}
