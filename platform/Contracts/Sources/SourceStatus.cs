using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Sources;

/// <summary>The state of a product's source: the table or the files that its rows are read from.</summary>
/// <param name="Product">The product.</param>
/// <param name="Major">Its major version.</param>
/// <param name="Source">The source's name.</param>
/// <param name="Kind">How it is read: <c>change_capture</c>, <c>polling</c> or <c>files</c>.</param>
/// <param name="State"><c>new</c>, <c>snapshot</c>, <c>current</c>, <c>needs_snapshot</c>, <c>no_connection</c> where its connection string is missing, or <c>stopped</c> where the product's version was refused.</param>
public sealed record SourceStatus(DataProductId Product, int Major, string Source, string Kind, string State)
{
    /// <summary>The state of a source that is not read because the version of its product was refused.</summary>
    public const string Stopped = "stopped";

    /// <summary>The position up to which it was read: of the log with change capture, of the growing column with polling; null for none.</summary>
    public string? Position { get; init; }

    /// <summary>The reason why it is not read; null where it is.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether all rows are read again soon, as an operator has requested.</summary>
    public bool IsRequested { get; init; }

    /// <summary>The number of rows that the source has, as far as it was read; of a product without a key those that were taken over of files.</summary>
    public long Rows { get; init; }

    /// <summary>The number of its rows in quarantined batches, which readers do not see.</summary>
    public long Quarantined { get; init; }

    /// <summary>The log that the source's server keeps for the slot, in bytes; null where that is not known.</summary>
    public long? LagBytes { get; init; }

    /// <summary>Further notes for the operator, such as a slot that lags far behind.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The files that were read, at most 200, the last read first.</summary>
    public IReadOnlyList<SourceFileStatus> Files { get; init; } = [];
}

/// <summary>A file that was read.</summary>
/// <param name="File">Its path below the source's folder.</param>
/// <param name="Rows">Rows taken over.</param>
/// <param name="Rejected">Rows that break the contract.</param>
/// <param name="Problems">The first problems, as <c>file:line: …</c>.</param>
/// <param name="ReadAt">When it was read.</param>
public sealed record SourceFileStatus(string File, long Rows, long Rejected, IReadOnlyList<string> Problems, DateTimeOffset ReadAt)
{
    /// <summary>Rows that have the <c>event_id</c> of an event from before.</summary>
    public long PassedOver { get; init; }

    /// <summary>The optional columns that it lacks, by their names in the source: they are null in its rows.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];
}
