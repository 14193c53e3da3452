using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Conditions;
using MeshStarter.Lake.Parquet;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Expressions;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Reading;

/// <summary>Finds out what is to be read for the rows of tables that are in one store. It reads metadata; rows are the engine's to read.</summary>
public sealed class TableReader
{
    /// <summary>Makes the reader.</summary>
    /// <param name="store">The store of the tables. Nothing outside it is read, whatever a table's metadata names.</param>
    /// <param name="manifests">Manifests that were read lately; several readers may share them.</param>
    /// <param name="shapes">Files that were looked at lately; several readers may share them.</param>
    public TableReader(IObjectStore store, ManifestCache manifests, FileShapes shapes)
    {
        Planner = new ScanPlanner(store, manifests);
        Scan = new ScanSql(store, shapes);
    }

    /// <summary>The rows of a state of a table, in the words of a contract. Its columns are those of the schema that the table has now, whichever state is read.</summary>
    /// <param name="table">The table.</param>
    /// <param name="choice">Which state.</param>
    /// <param name="columns">The contract's columns.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="pushedDown">The predicate of the wanted rows, all by default. Files that cannot have one are pruned; the others are read whole.</param>
    /// <param name="compared">The columns whose values the query only compares: a file is read without those of which its statistics imply the outcome of every comparison.</param>
    /// <param name="hidesDeleted">Whether conditions on the rows are held only against rows that are left, whatever the engine takes a condition for.</param>
    /// <exception cref="IcebergException">There is no such state, a file is missing, damaged or is outside the store, or the table needs what is not read here; the message says which.</exception>
    public async Task<TableRows> RowsAsync(TableMetadata table, SnapshotChoice choice, IReadOnlyList<ColumnDefinition> columns, CancellationToken cancellationToken, Predicate? pushedDown = null,
        IReadOnlyList<ComparedColumn>? compared = null, bool hidesDeleted = false)
    {
        var plan = await PlanAsync(table, choice, cancellationToken, pushedDown);
        return TableRows.Of(plan, await Scan.BuildAsync(plan, cancellationToken, compared, hidesDeleted), columns);
    }

    /// <summary>As <see cref="RowsAsync"/>, and alongside the contract's columns the place of each row (<see cref="TableRows.Places"/>).</summary>
    /// <inheritdoc cref="RowsAsync"/>
    public async Task<TableRows> PlacedRowsAsync(TableMetadata table, SnapshotChoice choice, IReadOnlyList<ColumnDefinition> columns, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(table, choice, cancellationToken);
        return TableRows.Of(plan, await Scan.BuildWithPositionsAsync(plan, cancellationToken), columns, withPlaces: true);
    }

    /// <summary>The location of one data file of a table's current state; null where it has none.</summary>
    /// <exception cref="IcebergException">A manifest is damaged.</exception>
    /// <exception cref="StorageException">A manifest is missing.</exception>
    public async Task<string?> DataFileAsync(TableMetadata table, CancellationToken cancellationToken)
    {
        foreach (var manifest in (await Planner.ManifestsAsync(table.CurrentSnapshot, cancellationToken)).Where(manifest => manifest.Content == ManifestContent.Data))
        {
            if ((await Planner.EntriesAsync(table, manifest, cancellationToken)).FirstOrDefault(entry => entry.IsLive) is { } entry)
            {
                return entry.File.Location;
            }
        }

        return null;
    }

    /// <summary>The files of a state of a table, the oldest first: facts are read in the order in which they came.</summary>
    internal async Task<ScanPlan> PlanAsync(TableMetadata table, SnapshotChoice choice, CancellationToken cancellationToken, Predicate? pushedDown = null)
    {
        var plan = await Planner.PlanAsync(table, choice, pushedDown ?? Predicate.True, cancellationToken);
        return plan with { Files = [.. plan.Files.OrderBy(file => file.SequenceNumber)] };
    }

    /// <summary>Finds manifests and files.</summary>
    internal ScanPlanner Planner { get; }

    /// <summary>Makes the SQL of scans.</summary>
    internal ScanSql Scan { get; }
}
