namespace MeshStarter.Contracts;

/// <summary>The result of one batch of a product's table, reported to the catalog by its own service.</summary>
public sealed record BatchReport
{
    /// <summary>The batch; reported again, it counts once.</summary>
    public required string BatchId { get; init; }

    /// <summary>The contract that the batch was held against.</summary>
    public required ProductVersion Version { get; init; }

    /// <summary>When it was checked.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>Its rows.</summary>
    public required long Rows { get; init; }

    /// <summary>The snapshot that published it; null when it was kept out.</summary>
    public long? SnapshotId { get; init; }

    /// <summary>The result of each check, in the contract's order.</summary>
    public required IReadOnlyList<CheckResult> Results { get; init; }

    /// <summary>How many batches it speaks of, all of one minute and with the same word of each check; 1 by default.</summary>
    public int Batches { get; init; } = 1;

    /// <summary>One report of this and of an earlier one of the same minute, whose checks said the same.</summary>
    /// <param name="earlier">The earlier one.</param>
    public BatchReport After(BatchReport earlier) => this with
    {
        // Neither of the two: the catalog may have taken one of them.
        BatchId = $"{BatchId.Split('+')[0]}+{earlier.Batches + Batches - 1}",
        Rows = earlier.Rows + Rows,
        Results = [.. Results.Zip(earlier.Results, (later, before) => later with { FailingRows = before.FailingRows + later.FailingRows })],
        Batches = earlier.Batches + Batches,
    };
}
