using MeshStarter.Contracts;
using MeshStarter.Lake.Quality;

namespace MeshStarter.Sdk;

/// <summary>A batch does not pass its product's checks: nothing of it was published. Mend what is wrong and publish it again by the same id.</summary>
public sealed class BatchKeptOutException : Exception
{
    /// <summary>Makes the exception of a batch's findings.</summary>
    public BatchKeptOutException(ProductReference product, string batchId, IReadOnlyList<CheckFinding> findings)
        : base($"{product}: batch {batchId} is kept from readers. {string.Join(" ", findings.Where(finding => finding.Result.KeepsOut).Select(finding => $"{finding.Result.Check.Kind}: {finding.Result.Reason}"))} Mend what is wrong and publish it again by this id.")
    {
        BatchId = batchId;
        Findings = findings;
    }

    /// <summary>Makes the exception.</summary>
    public BatchKeptOutException() : this("A batch is kept from readers.")
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public BatchKeptOutException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public BatchKeptOutException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>The batch.</summary>
    public string BatchId { get; } = "";

    /// <summary>What each check said, with a few of the rows that break it. The rows are the domain's own: they belong into no log.</summary>
    public IReadOnlyList<CheckFinding> Findings { get; } = [];
}
