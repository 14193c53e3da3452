namespace MeshStarter.Catalog.Lineage;

/// <summary>An event as OpenLineage 2-0-2 has it: of a run of a job, of a job, or of a dataset.</summary>
internal abstract record LineageEvent(DateTimeOffset At)
{
    /// <summary>Something of a run became known.</summary>
    public sealed record OfRun(DateTimeOffset At, Guid RunId, string? State, IReadOnlyList<Facet> Facets, LineageNode Job, IReadOnlyList<LineageNode> Inputs, IReadOnlyList<LineageNode> Outputs)
        : LineageEvent(At)
    {
        /// <summary>The names of the checks that the run's batch did not pass, a line each; null where it passed all, or there is none.</summary>
        public string? Findings { get; init; }
    }

    /// <summary>Something of a job became known.</summary>
    public sealed record OfJob(DateTimeOffset At, LineageNode Job, IReadOnlyList<LineageNode> Inputs, IReadOnlyList<LineageNode> Outputs) : LineageEvent(At);

    /// <summary>Something of a dataset became known.</summary>
    public sealed record OfDataset(DateTimeOffset At, LineageNode Dataset) : LineageEvent(At);
}

/// <summary>A job or dataset in an event.</summary>
/// <param name="Name">Which.</param>
/// <param name="Facets">The facets of it.</param>
/// <param name="InThisRun">The facets of its part in this run: the <c>inputFacets</c> or <c>outputFacets</c>.</param>
internal sealed record LineageNode(LineageName Name, IReadOnlyList<Facet> Facets, IReadOnlyList<Facet> InThisRun);

/// <summary>The name of a job or dataset.</summary>
/// <param name="Namespace">The namespace: <c>mesh</c> for products and the jobs that make them.</param>
/// <param name="Name">Its name there.</param>
internal sealed record LineageName(string Namespace, string Name);

/// <summary>A facet as an event has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its JSON, an object.</param>
internal sealed record Facet(string Name, string Text);
