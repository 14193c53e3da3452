using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Checks;

/// <summary>The rows that checks look at, each as a SELECT or the name of a relation of the session that audits.</summary>
public sealed record AuditedBatch
{
    /// <summary>The rows that were written and wait to be published.</summary>
    public required string Rows { get; init; }

    /// <summary>The rows that readers see alongside the batch once it is published; null where there are none.</summary>
    public string? Existing { get; init; }

    /// <summary>
    /// Selects the existing rows that may have the batch's values in the columns of a check of <see cref="ExistingRows.Same"/>, and maybe others; null where
    /// there are none; all of them by default.
    /// </summary>
    public Func<QualityCheck, string?>? ExistingLike { get; init; }

    /// <summary>The rows that the last so many snapshots added; null where there are none.</summary>
    public Func<int, string?> AddedBy { get; init; } = _ => null;

    /// <summary>The values of a column of another product, as a relation with that column; null where they cannot be had.</summary>
    public Func<DataProductId, string, string?> Referenced { get; init; } = (_, _) => null;

    /// <summary>The time that a check may take; 30 seconds by default. A domain's tables are published one after the other: an endless check would hold up all.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);
}
