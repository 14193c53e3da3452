using Dapper;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Follows the graph from a node, step by step: each step is one statement over all nodes of the step before, and ends at what the caller
/// may not see. A node is followed once, so a cycle ends.
/// </summary>
internal sealed class LineageWalks(NpgsqlDataSource database, ProductStore products, TimeProvider time)
{
    private const string Reads = "reads";
    private const string Writes = "writes";

    /// <summary>Finds a node and its lineage; null when there is no such node that the caller may see.</summary>
    public async Task<(WalkNode Start, LineageWalk Walk)?> FollowAsync(
        IReadOnlyList<WalkNode> readings, LineageDirection direction, LineageLevel level, int depth, LineageViewer viewer, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var names = new ProductNames(connection, time.GetUtcNow(), cancellationToken);
        foreach (var reading in readings)
        {
            var start = reading with { Name = await names.OfAsync(reading.Name) };
            if (await FindAsync(connection, start, viewer, cancellationToken) is not { } columns)
            {
                continue;
            }

            var walk = new LineageWalk();
            foreach (var isUpstream in (bool[])[true, false])
            {
                if (direction == LineageDirection.Both || isUpstream == (direction == LineageDirection.Upstream))
                {
                    await (level == LineageLevel.Column && !start.IsJob
                        ? FollowColumnsAsync(connection, walk, start, columns, isUpstream, depth, viewer, cancellationToken)
                        : FollowDatasetsAsync(connection, walk, start with { Column = null }, isUpstream, depth, viewer, cancellationToken));
                }
            }

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
        return (start.Column is null || columns.Contains(start.Column, StringComparer.Ordinal)) && await IsSeenAsync(connection, start, viewer, cancellationToken) ? columns : null;
    }

    // A source whose every reader is hidden would tell of them.
    private static async Task<bool> IsSeenAsync(NpgsqlConnection connection, WalkNode node, LineageViewer viewer, CancellationToken cancellationToken)
    {
        if (node.IsJob)
        {
            var outputs = await JobAsync(connection, node.Name, "output", cancellationToken);
            await viewer.LoadAsync(outputs, cancellationToken);
            return outputs.Count == 0 || outputs.Any(viewer.Sees);
        }

        var steps = (await StepAsync(connection, [node.Name], isUpstream: true, cancellationToken)).Select(step => (step.Job, Output: (LineageName?)node.Name))
            .Concat((await StepAsync(connection, [node.Name], isUpstream: false, cancellationToken)).Select(step => (step.Job, Output: step.Other))).ToList();
        await viewer.LoadAsync(steps.Select(step => step.Output).OfType<LineageName>(), cancellationToken);
        return steps.Count == 0 || steps.Exists(step => step.Output is null || viewer.Sees(step.Output));
    }

    private static async Task FollowDatasetsAsync(
        NpgsqlConnection connection, LineageWalk walk, WalkNode start, bool isUpstream, int depth, LineageViewer viewer, CancellationToken cancellationToken)
    {
        walk.Reach(start, 0);
        HashSet<LineageName> followed = [];
        List<LineageName> step = start.IsJob ? [] : [start.Name];
        if (start.IsJob && depth > 0)
        {
            step = await JobAsync(connection, start.Name, isUpstream ? "input" : "output", cancellationToken);
            await viewer.LoadAsync(step, cancellationToken);
            step.RemoveAll(dataset => !viewer.Sees(dataset));
            foreach (var dataset in step)
            {
                Add(start, new WalkNode(IsJob: false, dataset), 1);
            }
        }

        for (var distance = start.IsJob ? 2 : 1; step.Count > 0; distance++)
        {
            step.RemoveAll(dataset => !followed.Add(dataset));
            var steps = await StepAsync(connection, step, isUpstream, cancellationToken);
            await viewer.LoadAsync(steps.Select(each => each.Other).OfType<LineageName>(), cancellationToken);
            List<LineageName> next = [];
            foreach (var job in steps.GroupBy(each => each.Job))
            {
                var others = job.Select(each => each.Other).OfType<LineageName>().Distinct().Where(viewer.Sees).ToList();
                // A job of which the caller may see no output is not there; one without outputs tells of none.
                if (!isUpstream && others.Count == 0 && job.Any(each => each.Other is not null))
                {
                    continue;
                }

                if (distance > depth)
                {
                    walk.IsWhole = false;
                    return;
                }

                var node = new WalkNode(IsJob: true, job.Key);
                foreach (var dataset in job.Select(each => each.Dataset).Distinct())
                {
                    Add(new WalkNode(IsJob: false, dataset), node, distance);
                }

                foreach (var other in others)
                {
                    Add(node, new WalkNode(IsJob: false, other), distance);
                    next.Add(other);
                }
            }

            step = [.. next.Distinct()];
        }

        // From a node to the next one of the walk, which upstream is against the data's way.
        void Add(WalkNode from, WalkNode to, int distance)
        {
            walk.Reach(to, isUpstream ? -distance : distance);
            var (source, target) = isUpstream ? (to, from) : (from, to);
            walk.Connect(source, target, target.IsJob ? Reads : Writes);
        }
    }

    private static async Task FollowColumnsAsync(
        NpgsqlConnection connection, LineageWalk walk, WalkNode start, IReadOnlyList<string> columns, bool isUpstream, int depth, LineageViewer viewer, CancellationToken cancellationToken)
    {
        List<WalkNode> step = [.. (start.Column is { } one ? [one] : columns).Select(column => start with { Column = column })];
        walk.Reach(step.Count == 0 ? start with { Column = null } : step[0], 0);
        step.ForEach(node => walk.Reach(node, 0));
        HashSet<WalkNode> followed = [];
        for (var distance = 1; step.Count > 0; distance++)
        {
            step.RemoveAll(node => !followed.Add(node));
            var steps = await ColumnStepAsync(connection, step, isUpstream, cancellationToken);
            await viewer.LoadAsync(steps.Select(each => each.To.Name), cancellationToken);
            steps.RemoveAll(each => !viewer.Sees(each.To.Name));
            if (distance > depth)
            {
                walk.IsWhole &= steps.Count == 0;
                return;
            }

            List<WalkNode> next = [];
            foreach (var (from, to, kind) in steps)
            {
                walk.Reach(from, isUpstream ? 1 - distance : distance - 1);
                walk.Reach(to, isUpstream ? -distance : distance);
                walk.Connect(isUpstream ? to : from, isUpstream ? from : to, kind);
                // A dataset as a whole is not followed: of which of its columns rows were chosen says nothing about the others' values.
                if (to.Column is not null)
                {
                    next.Add(to);
                }
            }

            step = [.. next.Distinct()];
        }
    }

    private static async Task<List<(LineageName Dataset, LineageName Job, LineageName? Other)>> StepAsync(
        NpgsqlConnection connection, List<LineageName> datasets, bool isUpstream, CancellationToken cancellationToken)
    {
        if (datasets.Count == 0)
        {
            return [];
        }

        var rows = await connection.QueryAsync<(int Place, string JobNamespace, string JobName, string? Namespace, string? Name)>(new CommandDefinition(
            """
            SELECT f.place::integer, i.job_namespace, i.job_name, o.dataset_namespace, o.dataset_name
            FROM unnest(@Namespaces::text[], @Names::text[]) WITH ORDINALITY AS f(namespace, name, place)
            JOIN lineage_edges i ON i.dataset_namespace = f.namespace AND i.dataset_name = f.name AND i.direction = @In
            LEFT JOIN lineage_edges o ON o.job_namespace = i.job_namespace AND o.job_name = i.job_name AND o.direction = @Out
            """,
            new { Namespaces = datasets.ConvertAll(dataset => dataset.Namespace), Names = datasets.ConvertAll(dataset => dataset.Name), In = isUpstream ? "output" : "input", Out = isUpstream ? "input" : "output" },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => (datasets[row.Place - 1], new LineageName(row.JobNamespace, row.JobName), row.Namespace is null ? null : new LineageName(row.Namespace, row.Name!)))];
    }

    private static async Task<List<LineageName>> JobAsync(NpgsqlConnection connection, LineageName job, string direction, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync<(string Namespace, string Name)>(new CommandDefinition(
            "SELECT dataset_namespace, dataset_name FROM lineage_edges WHERE job_namespace = @Namespace AND job_name = @Name AND direction = @Direction",
            new { job.Namespace, job.Name, Direction = direction },
            cancellationToken: cancellationToken))).Select(row => new LineageName(row.Namespace, row.Name))];

    private static async Task<List<(WalkNode From, WalkNode To, string Kind)>> ColumnStepAsync(NpgsqlConnection connection, List<WalkNode> step, bool isUpstream, CancellationToken cancellationToken)
    {
        if (step.Count == 0)
        {
            return [];
        }

        var sql = isUpstream
            ? """
              SELECT f.place::integer, o.namespace, o.name, c.source_column, c.kind, false
              FROM unnest(@Namespaces::text[], @Names::text[], @Columns::text[]) WITH ORDINALITY AS f(namespace, name, col, place)
              JOIN lineage_datasets d ON d.namespace = f.namespace AND d.name = f.name
              JOIN lineage_columns c ON c.target = d.id AND c.target_column = f.col
              JOIN lineage_datasets o ON o.id = c.source
              UNION ALL
              SELECT f.place::integer, o.namespace, o.name, c.source_column, c.kind, true
              FROM (SELECT namespace, name, min(place) AS place FROM unnest(@Namespaces::text[], @Names::text[]) WITH ORDINALITY AS f(namespace, name, place) GROUP BY namespace, name) f
              JOIN lineage_datasets d ON d.namespace = f.namespace AND d.name = f.name
              JOIN lineage_columns c ON c.target = d.id AND c.target_column = ''
              JOIN lineage_datasets o ON o.id = c.source
              """
            : """
              SELECT f.place::integer, o.namespace, o.name, nullif(c.target_column, ''), c.kind, false
              FROM unnest(@Namespaces::text[], @Names::text[], @Columns::text[]) WITH ORDINALITY AS f(namespace, name, col, place)
              JOIN lineage_datasets d ON d.namespace = f.namespace AND d.name = f.name
              JOIN lineage_columns c ON c.source = d.id AND c.source_column = f.col
              JOIN lineage_datasets o ON o.id = c.target
              """;
        var rows = await connection.QueryAsync<(int Place, string Namespace, string Name, string? Column, string Kind, bool IsOfDataset)>(new CommandDefinition(
            sql,
            new { Namespaces = step.ConvertAll(node => node.Name.Namespace), Names = step.ConvertAll(node => node.Name.Name), Columns = step.ConvertAll(node => node.Column) },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => (
            row.IsOfDataset ? step[row.Place - 1] with { Column = null } : step[row.Place - 1],
            new WalkNode(IsJob: false, new LineageName(row.Namespace, row.Name), row.Column),
            row.Kind))];
    }
}
