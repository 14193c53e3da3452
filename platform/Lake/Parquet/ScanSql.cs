using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Conditions;
using MeshStarter.Lake.Parquet.Footers;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Parquet;

/// <summary>The SQL of a scan, with the paths that it reads.</summary>
/// <param name="Sql">One SELECT of the schema's columns, in its order, under its names and of its types. It reads the files and nothing else, and has no condition: the scan's is applied by its caller.</param>
/// <param name="Paths">The files that it reads.</param>
public sealed record ScanQuery(string Sql, IReadOnlyList<string> Paths);

/// <summary>
/// Makes of a planned scan the SQL that yields its rows: columns by field id at every depth, or by the table's name mapping, widened types,
/// columns that a file does not have, and the rows that deletes leave. What cannot be applied is refused by name, never read without.
/// </summary>
public sealed class ScanSql
{
    /// <summary>The column of a row's file, where <see cref="BuildWithPositionsAsync"/> is to have it (specification, "Reserved Field IDs").</summary>
    public const string FileColumn = "_file";

    /// <summary>The column of a row's number in its file, from 0.</summary>
    public const string RowColumn = "_pos";

    private readonly IObjectStore _store;
    private readonly FileShapes _shapes;

    /// <summary>Makes the builder.</summary>
    /// <param name="store">The store of the files.</param>
    /// <param name="shapes">How files are stored, of those looked at lately.</param>
    public ScanSql(IObjectStore store, FileShapes shapes)
    {
        _store = store;
        _shapes = shapes;
    }

    /// <summary>Makes the SQL. Every file is looked at: one that is missing or cut off is found here.</summary>
    /// <param name="plan">The scan.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="compared">The columns whose values the query only compares: where a file's statistics imply the outcome of every comparison, the file is read without them.</param>
    /// <param name="hidesDeleted">
    /// Whether conditions on the rows are held only against rows that are left. Otherwise the engine, which leaves out parts of files by a condition, holds it against
    /// deleted rows too, unless it knows that the condition may fail.
    /// </param>
    /// <exception cref="IcebergException">A file is missing, damaged or stored as the table cannot be, or a column needs what is not read here; the message names file and column.</exception>
    public Task<ScanQuery> BuildAsync(ScanPlan plan, CancellationToken cancellationToken, IReadOnlyList<ComparedColumn>? compared = null, bool hidesDeleted = false) =>
        BuildAsync(plan, withPositions: false, compared ?? [], hidesDeleted, cancellationToken);

    /// <summary>Makes the SQL of the rows and their places: after the schema's columns <see cref="FileColumn"/>, a location, and <see cref="RowColumn"/>.</summary>
    /// <exception cref="IcebergException">As for <see cref="BuildAsync(ScanPlan, CancellationToken, IReadOnlyList{ComparedColumn}, bool)"/>.</exception>
    public Task<ScanQuery> BuildWithPositionsAsync(ScanPlan plan, CancellationToken cancellationToken) => BuildAsync(plan, withPositions: true, [], hidesDeleted: false, cancellationToken);

    private async Task<ScanQuery> BuildAsync(ScanPlan plan, bool withPositions, IReadOnlyList<ComparedColumn> compared, bool hidesDeleted, CancellationToken cancellationToken)
    {
        EngineType.CheckNames(plan.Schema.Row, $"The table at {plan.Metadata.Location}");
        if (plan.Files.Count == 0)
        {
            var nothing = plan.Schema.Fields.Select(field => $"CAST(NULL AS {EngineType.Of(field.Type, field.Name)}) AS {SqlIdentifier.Quote(field.Name)}")
                .Concat(withPositions ? [$"CAST(NULL AS VARCHAR) AS \"{FileColumn}\"", $"CAST(NULL AS BIGINT) AS \"{RowColumn}\""] : []);
            return new ScanQuery($"SELECT {string.Join(", ", nothing)} WHERE false", []);
        }

        var files = await LookAtAsync(plan, cancellationToken);
        var groups = Groups(plan, files, withPositions, compared);
        return new ScanQuery(string.Join("\nUNION ALL\n", groups.Select(group => group.ToSql(hidesDeleted))), [.. files.Values.Select(file => file.Path)]);
    }

    private async Task<Dictionary<string, ScanFile>> LookAtAsync(ScanPlan plan, CancellationToken cancellationToken)
    {
        var all = plan.Files.Select(file => (file.File, file.SequenceNumber))
            .Concat(plan.Files.SelectMany(file => file.Deletes).Select(delete => (delete.File, delete.SequenceNumber)))
            .DistinctBy(file => file.File.Location).ToList();
        IReadOnlyList<string> paths;
        try
        {
            paths = await _store.PathsForReadingAsync([.. all.Select(file => file.File.Location)], cancellationToken);
        }
        catch (StorageException exception)
        {
            throw new IcebergException($"Snapshot {plan.Snapshot?.SnapshotId} of the table at {plan.Metadata.Location} cannot be read: {exception.Message}", exception);
        }

        var files = new ScanFile[all.Count];
        List<int> unknown = [];
        for (var at = 0; at < files.Length; at++)
        {
            if (_shapes.Known(paths[at]) is { } root)
            {
                files[at] = new ScanFile(all[at].File, all[at].SequenceNumber, paths[at], root);
            }
            else
            {
                unknown.Add(at);
            }
        }

        if (unknown.Count > 0)
        {
            var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
            await Parallel.ForEachAsync(unknown, options, (at, _) =>
            {
                files[at] = new ScanFile(all[at].File, all[at].SequenceNumber, paths[at], _shapes.Of(paths[at], all[at].File.Location));
                return ValueTask.CompletedTask;
            });
        }

        return files.ToDictionary(file => file.File.Location, StringComparer.Ordinal);
    }

    private static IReadOnlyCollection<FileGroup> Groups(ScanPlan plan, Dictionary<string, ScanFile> files, bool withPositions, IReadOnlyList<ComparedColumn> compared)
    {
        var mapping = NameMapping.Of(plan.Metadata);
        if (!withPositions && AsStored(plan, files) is { } stored)
        {
            return [.. ImpliedColumns.Groups(plan, compared).Select(implied =>
            {
                var group = new FileGroup(plan.Schema, plan.Metadata, stored.With(plan.Schema.Fields, implied.Constants), mapping, more: null);
                foreach (var scan in implied.Files)
                {
                    group.Add(files[scan.File.Location], []);
                }

                return group;
            })];
        }

        var constants = new PartitionConstants(plan.Metadata, plan.Schema);
        var projections = new Dictionary<(ParquetNode, IReadOnlyDictionary<int, string>, string), FileProjection>();
        var groups = new Dictionary<object, FileGroup>();
        foreach (var scan in plan.Files)
        {
            var file = files[scan.File.Location];
            var deletes = scan.Deletes.Select(delete => files[delete.File.Location]).ToList();
            var fields = deletes.Count == 0 ? plan.Schema.Fields : FileGroup.FieldsOf(plan.Schema, plan.Metadata, deletes);
            var known = constants.Of(scan.File.Partition, file.Root);
            var key = (file.Root, known, string.Join(',', fields.Skip(plan.Schema.Fields.Count).Select(field => field.Id)));
            if (!projections.TryGetValue(key, out var projection))
            {
                projections.Add(key, projection = FileProjection.Of(fields, file.Root, mapping, known, file.File.Location));
            }

            // Equality deletes hold for the partition they are of, position deletes for the files they name.
            var isScoped = deletes.Any(delete => delete.File.Content == DataFileContent.EqualityDeletes && delete.File.Partition.Values.Count > 0);
            var place = withPositions ? FilePlace.Of(file) : null;
            var groupKey = (projection.Key, deletes.Count > 0, isScoped ? scan.File.Partition : null, place);
            if (!groups.TryGetValue(groupKey, out var group))
            {
                groups.Add(groupKey, group = new FileGroup(plan.Schema, plan.Metadata, projection, mapping, place is null ? null : [(place.LocationSql, FileColumn), ($"t.{ParquetSource.RowColumn}", RowColumn)]));
            }

            group.Add(file, deletes);
        }

        return groups.Values;
    }

    /// <summary>The projection of files that are all stored as the table is, and of which no row is deleted; null for others.</summary>
    private static FileProjection? AsStored(ScanPlan plan, Dictionary<string, ScanFile> files)
    {
        var root = files[plan.Files[0].File.Location].Root;
        return plan.Files.All(scan => scan.Deletes.Count == 0 && files[scan.File.Location].Root is var other && (ReferenceEquals(other, root) || other.Equals(root)))
            ? FileProjection.AsStored(plan.Schema.Fields, root, plan.Files[0].File.Location)
            : null;
    }
}
