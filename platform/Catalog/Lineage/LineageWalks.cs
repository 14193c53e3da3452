using Dapper;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Lineage;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Follows the graph from a node, in memory, and ends at what the caller may not see.
/// </summary>
internal sealed class LineageWalks(NpgsqlDataSource database, LineageIndex index, ProductStore products, TimeProvider time)
{
    /// <summary>Finds a node and its lineage; null when there is no such node that the caller may see.</summary>
    public async Task<(WalkNode Start, LineageWalk Walk)?> FollowAsync(
        IReadOnlyList<WalkNode> readings, LineageDirection direction, LineageLevel level, int depth, LineageViewer viewer, CancellationToken cancellationToken)
    {
        // In this order: a product of the graph is in the older or the newer products, and not taken for an unregistered one.
        await index.RefreshAsync(cancellationToken);
        await viewer.RefreshAsync(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var names = new ProductNames(connection, time.GetUtcNow(), cancellationToken);
        foreach (var reading in readings)
        {
            var start = reading with { Name = await names.OfAsync(reading.Name) };
            if (await FindAsync(connection, start, viewer, cancellationToken) is not { } columns)
            {
                continue;
            }

            var walk = index.Read(content =>
            {
                var steps = new LineageSteps(content, viewer, new LineageWalk());
                foreach (var isUpstream in (bool[])[true, false])
                {
                    if (direction != LineageDirection.Both && isUpstream != (direction == LineageDirection.Upstream))
                    {
                        continue;
                    }

                    if (level == LineageLevel.Column && !start.IsJob)
                    {
                        steps.FollowColumns(start, columns, isUpstream, depth);
                    }
                    else
                    {
                        steps.FollowDatasets(start with { Column = null }, isUpstream, depth);
                    }
                }

                return steps.Walk;
            });
            return (level == LineageLevel.Column ? start : start with { Column = null }, walk);
        }

        return null;
    }

    /// <summary>The columns of a node that there is and that the caller may see; null for any other.</summary>
    private async Task<IReadOnlyList<string>?> FindAsync(NpgsqlConnection connection, WalkNode start, LineageViewer viewer, CancellationToken cancellationToken)
    {
        if (!start.IsJob && LineageAccess.Product(start.Name) is { } reference && await products.FindAsync(reference, cancellationToken) is { } product)
        {
            var schema = product.Schema.Select(column => column.Name).ToList();
            return await viewer.SeesAsync(start.Name, cancellationToken) && (start.Column is null || schema.Contains(start.Column, StringComparer.Ordinal)) ? schema : null;
        }

        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"SELECT EXISTS (SELECT FROM {(start.IsJob ? "lineage_jobs" : "lineage_datasets")} WHERE namespace = @Namespace AND name = @Name)", start.Name, cancellationToken: cancellationToken)))
        {
            return null;
        }

        var columns = start.IsJob ? [] : (await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT c.target_column FROM lineage_datasets d JOIN lineage_columns c ON c.target = d.id WHERE d.namespace = @Namespace AND d.name = @Name AND c.target_column <> ''
            UNION SELECT c.source_column FROM lineage_datasets d JOIN lineage_columns c ON c.source = d.id WHERE d.namespace = @Namespace AND d.name = @Name
            """,
            start.Name,
            cancellationToken: cancellationToken))).ToList();
        return (start.Column is null || columns.Contains(start.Column, StringComparer.Ordinal)) && index.Read(content => new LineageSteps(content, viewer, new LineageWalk()).IsSeen(start)) ? columns : null;
    }
}
