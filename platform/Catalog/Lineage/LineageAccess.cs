using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Decides who may report lineage: in the mesh's own namespace a domain reports its own jobs and products; other namespaces are for
/// datasets outside the mesh, and open to each caller with a domain.
/// </summary>
internal static class LineageAccess
{
    /// <summary>The namespace of products and of the jobs that make them.</summary>
    public const string Mesh = "mesh";

    /// <summary>The name of a domain's outbox, where a product has its own.</summary>
    public const string Outbox = "outbox";

    /// <summary>The reason why an event is refused whose run is another job's.</summary>
    public const string ForeignRun = "run.runId: is that of another job's run. Give each run an id of its own.";

    /// <summary>Returns the reason why a caller may not report an event; null when it may.</summary>
    public static string? Problem(Principal principal, LineageEvent reported)
    {
        if (principal.Domain is not { } domain)
        {
            return "Only who belongs to a domain reports lineage.";
        }

        IEnumerable<LineageName> spokenOf = reported switch
        {
            LineageEvent.OfRun run => [run.Job.Name, .. run.Outputs.Select(output => output.Name)],
            LineageEvent.OfJob job => [job.Job.Name, .. job.Outputs.Select(output => output.Name)],
            LineageEvent.OfDataset dataset => [dataset.Dataset.Name],
            _ => [],
        };
        return spokenOf.FirstOrDefault(name => name.Namespace == Mesh && !name.Name.StartsWith(domain + ".", StringComparison.Ordinal)) is { } other
            ? $"{other.Name}: in namespace {Mesh} a domain reports its own jobs and products; you are {principal.Subject} of {domain}."
            : null;
    }

    /// <summary>The product, or its major version, that a dataset is; null for one outside the mesh.</summary>
    public static ProductReference? Product(LineageName dataset) =>
        dataset.Namespace == Mesh && ProductReference.TryParse(dataset.Name, out var product, out _) ? product : null;
}
