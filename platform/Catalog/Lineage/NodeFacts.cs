using System.Text.Json.Nodes;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Reads the facts of a page of nodes: what jobs do, where datasets are, and the states of products.</summary>
internal sealed class NodeFacts(NpgsqlDataSource database, LineageIndex index, ProductStates states)
{
    /// <summary>The nodes with their facts.</summary>
    /// <param name="nodes">The nodes with their distances.</param>
    /// <param name="viewer">The caller, who has read what has changed.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<IReadOnlyList<LineageItem>> OfAsync(IReadOnlyList<(LineageNodeId Node, int Distance)> nodes, LineageViewer viewer, CancellationToken cancellationToken)
    {
        var versions = nodes.Where(each => !each.Node.IsJob).Select(each => viewer.VersionOf(each.Node.Name)).OfType<Products.VisibleVersion>().DistinctBy(version => (version.Product, version.Version.Major)).ToList();
        var statuses = await states.FindAsync(versions.Select(version => new ProductMajorVersion(version.Product, version.Version.Major)), cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        List<LineageName> names = [.. nodes.Where(each => each.Node.IsJob).Select(each => each.Node.Name)];
        var jobs = await TransformationsAsync(connection, names, cancellationToken);
        var sqlJobs = index.Walk(viewer, traversal => names.Where(traversal.SeesSql).ToHashSet());
        var sources = await SourcesAsync(connection, [.. nodes.Where(each => !each.Node.IsJob && each.Node.Name.Namespace != LineageAccess.Mesh).Select(each => each.Node.Name).Distinct()], cancellationToken);
        return [.. nodes.Select(each => Item(each.Node, each.Distance))];

        LineageItem Item(LineageNodeId node, int distance)
        {
            var version = node.IsJob ? null : viewer.VersionOf(node.Name);
            return new LineageItem
            {
                Id = node.ToString(),
                Type = node.IsJob ? LineageItemType.Job : node.Column is not null ? LineageItemType.Column : version is not null ? LineageItemType.Product : LineageItemType.Dataset,
                Namespace = node.Name.Namespace,
                Name = node.Name.Name,
                Column = node.Column,
                Distance = distance,
                Product = version is null ? null : new LineageProduct(
                    version.Version, version.Kind, version.Owner, version.Description, viewer.ClassificationOf(version), statuses[new ProductMajorVersion(version.Product, version.Version.Major)]),
                Transformation = node.IsJob && jobs.GetValueOrDefault(node.Name) is { } found ? found with { Sql = sqlJobs.Contains(node.Name) ? found.Sql : null } : null,
                Source = node.IsJob ? null : sources.GetValueOrDefault(node.Name),
            };
        }
    }

    private static async Task<IReadOnlyDictionary<LineageName, LineageTransformation>> TransformationsAsync(NpgsqlConnection connection, IReadOnlyList<LineageName> jobs, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Namespace, string Name, string? Sql, string? Location, string? Processing, string? State, DateTimeOffset? At)>(
            $$"""
            SELECT j.namespace, j.name, j.facets #> '{sql,facet}', j.facets #>> '{sourceCodeLocation,facet,url}', j.facets #>> '{jobType,facet,processingType}', r.state, r.at
            FROM unnest(@Namespaces::text[], @Names::text[]) AS n(namespace, name)
            JOIN lineage_jobs j ON j.namespace = n.namespace AND j.name = n.name
            LEFT JOIN LATERAL (
                SELECT state, coalesce(ended_at, started_at, told_at) AS at FROM lineage_runs r
                WHERE r.job_namespace = j.namespace AND r.job_name = j.name ORDER BY {{StoredRun.NewestFirst}} LIMIT 1) r ON true
            """,
            new { Namespaces = jobs.Select(job => job.Namespace).ToArray(), Names = jobs.Select(job => job.Name).ToArray() },
            cancellationToken);
        return rows.ToDictionary(
            row => new LineageName(row.Namespace, row.Name),
            row => new LineageTransformation(
                row.Sql is null ? null : TransformationTexts.Sql(new JsonObject { ["sql"] = JsonNode.Parse(row.Sql) }),
                row.Location,
                row.Processing,
                row.State,
                row.At));
    }

    private static async Task<IReadOnlyDictionary<LineageName, string>> SourcesAsync(NpgsqlConnection connection, IReadOnlyList<LineageName> datasets, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Namespace, string Name, string? Uri)>(
            """
            SELECT d.namespace, d.name, d.facets #>> '{dataSource,facet,uri}'
            FROM unnest(@Namespaces::text[], @Names::text[]) AS n(namespace, name) JOIN lineage_datasets d ON d.namespace = n.namespace AND d.name = n.name
            """,
            new { Namespaces = datasets.Select(dataset => dataset.Namespace).ToArray(), Names = datasets.Select(dataset => dataset.Name).ToArray() },
            cancellationToken);
        return rows.ToDictionary(row => new LineageName(row.Namespace, row.Name), row => row.Uri ?? row.Namespace);
    }
}
