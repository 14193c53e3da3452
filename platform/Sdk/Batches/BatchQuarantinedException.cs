using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Quality;

namespace MeshStarter.Sdk.Batches;

/// <summary>Thrown when a batch fails its product's checks: none of it was published. Fix the rows and publish the batch again by the same id.</summary>
public sealed class BatchQuarantinedException : Exception
{
    /// <summary>Creates the exception with a batch's findings.</summary>
    public BatchQuarantinedException(ProductReference product, string batchId, IReadOnlyList<CheckFinding> findings)
        : base($"{Text(product, batchId, findings)} Fix what is wrong and publish it again by this id.")
    {
        Problem = Text(product, batchId, findings);
        BatchId = batchId;
        Findings = findings;
    }

    /// <summary>The message without its advice, for a batch whose rows are computed again under another id.</summary>
    internal string Problem { get; }

    /// <summary>The batch's id.</summary>
    public string BatchId { get; }

    /// <summary>The findings of each check, with a few of the rows that break it. The rows belong to the domain and must not be logged.</summary>
    public IReadOnlyList<CheckFinding> Findings { get; }

    private static string Text(ProductReference product, string batchId, IReadOnlyList<CheckFinding> findings) =>
        $"{product}: batch {batchId} is quarantined. {CheckResult.Reasons(findings.Select(finding => finding.Result))}";
}
