namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Follows the graph in memory, step by step, and ends at what the caller may not see. A node is followed once, so a cycle ends. The viewer has read what has
/// changed.
/// </summary>
internal sealed class LineageSteps(LineageContent content, LineageViewer viewer, LineageWalk walk)
{
    private const string Reads = "reads";
    private const string Writes = "writes";

    /// <summary>The datasets that were reached.</summary>
    public LineageWalk Walk => walk;

    /// <summary>Whether the caller may know of a node. A source whose every reader is hidden would reveal them.</summary>
    public bool IsSeen(WalkNode node)
    {
        if (node.IsJob)
        {
            var outputs = DatasetsOf(node.Name, isInput: false);
            viewer.Load(outputs);
            return outputs.Count == 0 || outputs.Exists(viewer.Sees);
        }

        var steps = Step([node.Name], isUpstream: true).ConvertAll(step => (LineageName?)step.Dataset);
        steps.AddRange(Step([node.Name], isUpstream: false).Select(step => step.Other));
        viewer.Load(steps.OfType<LineageName>());
        return steps.Count == 0 || steps.Exists(output => output is null || viewer.Sees(output));
    }

    /// <summary>Follows datasets and jobs in one direction.</summary>
    public void FollowDatasets(WalkNode start, bool isUpstream, int depth)
    {
        walk.Reach(start, 0);
        HashSet<LineageName> followed = [];
        List<LineageName> step = start.IsJob ? [] : [start.Name];
        if (start.IsJob && depth > 0)
        {
            step = DatasetsOf(start.Name, isUpstream);
            viewer.Load(step);
            step.RemoveAll(dataset => !viewer.Sees(dataset));
            foreach (var dataset in step)
            {
                Add(start, new WalkNode(IsJob: false, dataset), 1);
            }
        }

        for (var distance = start.IsJob ? 2 : 1; step.Count > 0; distance++)
        {
            step.RemoveAll(dataset => !followed.Add(dataset));
            var steps = Step(step, isUpstream);
            viewer.Load(steps.Select(each => each.Other).OfType<LineageName>());
            List<LineageName> next = [];
            foreach (var job in steps.GroupBy(each => each.Job))
            {
                var others = job.Select(each => each.Other).OfType<LineageName>().Distinct().Where(viewer.Sees).ToList();
                // A job of which the caller may see no output is not there; one without outputs reveals none.
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

    /// <summary>Follows columns in one direction.</summary>
    public void FollowColumns(WalkNode start, IReadOnlyList<string> columns, bool isUpstream, int depth)
    {
        List<WalkNode> step = [.. (start.Column is { } one ? [one] : columns).Select(column => start with { Column = column })];
        walk.Reach(step.Count == 0 ? start with { Column = null } : step[0], 0);
        step.ForEach(node => walk.Reach(node, 0));
        HashSet<WalkNode> followed = [];
        for (var distance = 1; step.Count > 0; distance++)
        {
            step.RemoveAll(node => !followed.Add(node));
            var steps = isUpstream ? StepUp(step) : StepDown(step);
            viewer.Load(steps.Select(each => each.To.Name));
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

    // The jobs of datasets with what is behind them; null for a job behind which there is nothing.
    private List<(LineageName Dataset, LineageName Job, LineageName? Other)> Step(List<LineageName> datasets, bool isUpstream)
    {
        List<(LineageName, LineageName, LineageName?)> steps = [];
        foreach (var dataset in datasets)
        {
            foreach (var job in content.NumberOf(dataset) is not { } number ? [] : isUpstream ? content.WritersOf(number) : content.ReadersOf(number))
            {
                var others = isUpstream ? job.Inputs : job.Outputs;
                steps.AddRange(others.Length == 0 ? [(dataset, job.Name, null)] : others.Select(other => (dataset, job.Name, (LineageName?)content.NameOf(other))));
            }
        }

        return steps;
    }

    private List<LineageName> DatasetsOf(LineageName job, bool isInput) => [.. ((isInput ? content.Job(job)?.Inputs : content.Job(job)?.Outputs) ?? []).Select(content.NameOf)];

    private List<(WalkNode From, WalkNode To, string Kind)> StepUp(List<WalkNode> step)
    {
        List<(WalkNode, WalkNode, string)> steps = [];
        HashSet<LineageName> wholes = [];
        foreach (var node in step)
        {
            if (content.NumberOf(node.Name) is not { } number)
            {
                continue;
            }

            var column = node.Column is null ? -1 : content.KnownText(node.Column) ?? -1;
            var isFirst = wholes.Add(node.Name);
            foreach (var edge in content.ColumnsOf(number))
            {
                // What chooses the rows is of the dataset as a whole, once.
                if (edge.Column == column || (isFirst && edge.Column == 0))
                {
                    steps.Add((edge.Column == 0 ? node with { Column = null } : node, new WalkNode(IsJob: false, content.NameOf(edge.Source), content.TextOf(edge.SourceColumn)), content.TextOf(edge.Kind)));
                }
            }
        }

        return steps;
    }

    private List<(WalkNode From, WalkNode To, string Kind)> StepDown(List<WalkNode> step)
    {
        List<(WalkNode, WalkNode, string)> steps = [];
        foreach (var node in step)
        {
            if (content.NumberOf(node.Name) is not { } number || node.Column is null || content.KnownText(node.Column) is not { } column)
            {
                continue;
            }

            foreach (var target in content.TargetsOf(number))
            {
                foreach (var edge in content.ColumnsOf(target, number))
                {
                    if (edge.SourceColumn == column)
                    {
                        steps.Add((node, new WalkNode(IsJob: false, content.NameOf(target), edge.Column == 0 ? null : content.TextOf(edge.Column)), content.TextOf(edge.Kind)));
                    }
                }
            }
        }

        return steps;
    }
}
