using MeshStarter.Contracts;
using MeshStarter.Lake.Quality;

namespace MeshStarter.Sdk;

/// <summary>A batch does not pass its product's checks: nothing of it was published. Fix what is wrong and publish it again by the same id.</summary>
public sealed class BatchQuarantinedException : Exception
{
    /// <summary>Makes the exception of a batch's findings.</summary>
    public BatchQuarantinedException(ProductReference product, string batchId, IReadOnlyList<CheckFinding> findings)
        : base($"{product}: batch {batchId} is quarantined. {string.Join(" ", findings.Where(finding => finding.Result.Quarantines).Select(finding => $"{finding.Result.Check.Kind}: {finding.Result.Reason}"))} Fix what is wrong and publish it again by this id.")
    {
        BatchId = batchId;
        Findings = findings;
    }

    /// <summary>Makes the exception.</summary>
    public BatchQuarantinedException() : this("A batch is quarantined.")
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public BatchQuarantinedException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public BatchQuarantinedException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>The batch.</summary>
    public string BatchId { get; } = "";

    /// <summary>What each check said, with a few of the rows that break it. The rows are the domain's own: they belong into no log.</summary>
    public IReadOnlyList<CheckFinding> Findings { get; } = [];
}
