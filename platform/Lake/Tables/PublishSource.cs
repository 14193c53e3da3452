using MeshStarter.Contracts;
using MeshStarter.DuckDb;
using MeshStarter.Lake.Iceberg;
using MeshStarter.Lake.Storage;

namespace MeshStarter.Lake;

/// <summary>Where a publish takes its rows from: the outbox (<see cref="OutboxRows"/>), or an engine that holds a whole batch (<see cref="WholeRows"/>).</summary>
internal abstract class PublishSource
{
    /// <summary>Names the batch in the table, once and for ever.</summary>
    public abstract string BatchId { get; }

    /// <summary>Names the batch's report.</summary>
    public virtual string ReportId => BatchId;

    /// <summary>Where the rows come from.</summary>
    public BatchOrigin? Origin { get; init; }

    /// <summary>Whether it is a whole batch, whose files are the same in each try. What they replace is looked for again in any case.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>Whether the partitions that the batch has a row of are replaced whole.</summary>
    public virtual bool OverwritesPartitions => false;

    /// <summary>The checks that hold what the contract promises of rows that nothing has looked at yet.</summary>
    public virtual IReadOnlyList<QualityCheck> ImpliedChecks => [];

    /// <summary>What the commit requires of the table.</summary>
    public virtual IReadOnlyList<TableRequirement> Requirements => [];

    /// <summary>Begins a try on a state of the table.</summary>
    /// <returns>Null, or the outcome where no row is left to be published.</returns>
    /// <exception cref="IcebergException">The rows may not be put over that state.</exception>
    public abstract Task<PublishOutcome?> BeginAsync(LoadedTable table, CancellationToken cancellationToken);

    /// <summary>Opens a session of the engine that has the rows.</summary>
    public abstract DuckDbConnection Connect();

    /// <summary>Writes the rows to files; those of the outbox are in the session's relation <c>changed</c> then.</summary>
    public abstract Task<IReadOnlyList<DataFile>> WriteAsync(DuckDbConnection session, IObjectStore store, TableMetadata table, CancellationToken cancellationToken);

    /// <summary>How far the table has come in the outbox with the batch; 0 where no row came that way.</summary>
    public virtual long PositionOn(TableMetadata table) => PublishedPosition.Of(table);

    /// <summary>How many rows the batch has.</summary>
    public virtual long CountOf(IReadOnlyList<DataFile> files) => files.Sum(file => file.RecordCount);
}
