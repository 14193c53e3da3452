using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Quality;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tables;

/// <summary>A source of rows for a publish: the outbox (<see cref="OutboxRows"/>), or an engine that holds a whole batch (<see cref="WholeRows"/>).</summary>
internal abstract class PublishSource
{
    /// <summary>The batch's id, unique in the table.</summary>
    public abstract string BatchId { get; }

    /// <summary>The id of the batch's report.</summary>
    public virtual string ReportId => BatchId;

    /// <summary>The origin of the rows.</summary>
    public BatchOrigin? Origin { get; init; }

    /// <summary>Whether it is a whole batch, whose files are the same in each try. The rows that it replaces are looked for in each try.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>A SELECT of the rows of a whole batch in the session, once they are written; null for those of its files.</summary>
    public virtual string? StoredRows => null;

    /// <summary>Whether the batch replaces whole partitions.</summary>
    public virtual bool OverwritesPartitions => false;

    /// <summary>The rows that the batch replaces, however many it has itself; null for those of its keys alone.</summary>
    public virtual ReplacedRange? Replaces => null;

    /// <summary>The columns by whose values the batch deletes rows; null for a batch of rows. A batch of deletes has no rows, and no check applies to it.</summary>
    public virtual IReadOnlyList<string>? DeletedBy => null;

    /// <summary>Checks of the contract's rules, for rows that are not validated yet.</summary>
    public virtual IReadOnlyList<QualityCheck> ImpliedChecks => [];

    /// <summary>The commit's requirements on the table.</summary>
    public virtual IReadOnlyList<TableRequirement> Requirements => [];

    /// <summary>Whether no row is to be published.</summary>
    public virtual bool IsEmpty => false;

    /// <summary>Begins a try on a state of the table.</summary>
    /// <returns>Null, or the outcome when the table has the rows.</returns>
    /// <exception cref="IcebergConflictException">The rows may not be published on top of that state.</exception>
    public abstract PublishOutcome? Begin(LoadedTable table);

    /// <summary>Takes the rows of a replay.</summary>
    public virtual void Take(IReadOnlyList<RowChange> rows) => throw new InvalidOperationException("Its rows are known from the start.");

    /// <summary>Opens a session of the engine that has the rows.</summary>
    public abstract DuckDbConnection Connect();

    /// <summary>Writes the rows to files. Rows of the outbox are in the session's relation <c>changed</c> afterwards.</summary>
    public abstract Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, IObjectStore store, TableMetadata table, CancellationToken cancellationToken);

    /// <summary>Returns the table's position in the outbox after the batch; 0 when no row came from the outbox.</summary>
    public virtual long PositionOn(TableMetadata table) => PublishedPosition.Of(table);

    /// <summary>Returns the number of rows in the batch.</summary>
    public virtual long CountOf(IReadOnlyList<DataFile> files) => files.Sum(file => file.RecordCount);
}
