using MeshStarter.Contracts.Lineage;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>Follows the graph from a node, by datasets and jobs or by columns.</summary>
internal sealed class LineageWalks(NpgsqlDataSource database, LineageIndex index, ProductStore products, TimeProvider time)
{
    /// <summary>Finds a node and its lineage; null when there is no such node that the caller may see.</summary>
    public async Task<(LineageNodeId Start, LineageWalk Walk)?> FollowAsync(
        IReadOnlyList<LineageNodeId> readings, LineageDirection direction, LineageLevel level, int depth, LineageViewer viewer, CancellationToken cancellationToken)
    {
        await index.RefreshAsync(viewer, cancellationToken);
        // Each statement opens it and closes it again: the request needs other connections of the pool between them.
        await using var connection = database.CreateConnection();
        var names = new ProductNames(connection, time.GetUtcNow(), cancellationToken);
        foreach (var reading in readings)
        {
            var start = reading with { Name = await names.OfAsync(reading.Name) };
            if (await FindAsync(connection, start, viewer, cancellationToken) is not { } columns)
            {
                continue;
            }

            var walk = index.Walk(viewer, traversal => level == LineageLevel.Column && !start.IsJob
                ? Columns(traversal, start, columns, direction, depth)
                : Datasets(traversal, start with { Column = null }, direction, depth));
            return (level == LineageLevel.Column ? start : start with { Column = null }, walk);
        }

        return null;
    }

    private static LineageWalk Datasets(LineageTraversal traversal, LineageNodeId start, LineageDirection direction, int depth)
    {
        var walk = new LineageWalk();
        walk.Reach(start, 0);
        if (traversal.Content.Find(start) is { } first)
        {
            foreach (var isUpstream in WaysOf(direction))
            {
                walk.IsWhole &= traversal.Follow([first], new DatasetFlow(traversal.Content, walk, first, isUpstream, depth));
            }
        }

        return walk;
    }

    private static LineageWalk Columns(LineageTraversal traversal, LineageNodeId start, IReadOnlyList<string> columns, LineageDirection direction, int depth)
    {
        var walk = new LineageWalk();
        List<LineageNodeId> nodes = [.. start.Column is not null || columns.Count == 0 ? [start] : columns.Select(column => start with { Column = column })];
        nodes.ForEach(node => walk.Reach(node, 0));
        List<GraphNode> first = [.. nodes.Select(traversal.Content.Find).OfType<GraphNode>().Where(node => node.Column != 0)];
        foreach (var isUpstream in WaysOf(direction))
        {
            walk.IsWhole &= traversal.Follow(first, new ColumnFlow(traversal.Content, walk, first, isUpstream, depth));
        }

        return walk;
    }

    private static IEnumerable<bool> WaysOf(LineageDirection direction) => direction == LineageDirection.Both ? [true, false] : [direction == LineageDirection.Upstream];

    /// <summary>The columns of a node that there is and that the caller may see; null for any other.</summary>
    private async Task<IReadOnlyList<string>?> FindAsync(NpgsqlConnection connection, LineageNodeId start, LineageViewer viewer, CancellationToken cancellationToken)
    {
        if (!start.IsJob && LineageAccess.Product(start.Name) is { } reference && await products.FindAsync(reference, cancellationToken) is { } product)
        {
            var schema = product.Schema.Select(column => column.Name).ToList();
            return viewer.Sees(start.Name) && (start.Column is null || schema.Contains(start.Column, StringComparer.Ordinal)) ? schema : null;
        }

        if (!await connection.FirstAsync<bool>(
            $"SELECT EXISTS (SELECT FROM {(start.IsJob ? "lineage_jobs" : "lineage_datasets")} WHERE namespace = @Namespace AND name = @Name)", start.Name, cancellationToken))
        {
            return null;
        }

        var columns = start.IsJob ? [] : (await connection.QueryAsync<string>(
            """
            SELECT c.target_column FROM lineage_datasets d JOIN lineage_columns c ON c.target = d.id WHERE d.namespace = @Namespace AND d.name = @Name AND c.target_column <> ''
            UNION SELECT c.source_column FROM lineage_datasets d JOIN lineage_columns c ON c.source = d.id WHERE d.namespace = @Namespace AND d.name = @Name
            """,
            start.Name,
            cancellationToken)).ToList();
        return (start.Column is null || columns.Contains(start.Column, StringComparer.Ordinal)) && index.Walk(viewer, traversal => IsSeen(traversal, start, viewer)) ? columns : null;
    }

    /// <summary>Whether the caller may begin at a node. A source whose every reader is hidden would reveal them.</summary>
    public static bool IsSeen(LineageTraversal traversal, LineageNodeId start, LineageViewer viewer)
    {
        if (!start.IsJob && (viewer.VersionOf(start.Name) is not null || !viewer.Sees(start.Name)))
        {
            return viewer.Sees(start.Name);
        }

        if (traversal.Content.Find(start with { Column = null }) is not { } node)
        {
            return true;
        }

        if (node.Job is not null)
        {
            return traversal.Sees(node);
        }

        var content = traversal.Content;
        return content.WritersOf(node.Dataset).Count + content.ReadersOf(node.Dataset).Count == 0
            || content.WritersOf(node.Dataset).Any(job => IsAnySeen(job.Inputs)) || content.ReadersOf(node.Dataset).Any(job => IsAnySeen(job.Outputs));

        bool IsAnySeen(int[] datasets) => datasets.Length == 0 || Array.Exists(datasets, dataset => traversal.Sees(GraphNode.Of(dataset)));
    }
}
