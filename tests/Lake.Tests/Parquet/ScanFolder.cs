using System.Text.Json;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Tests.Parquet;

/// <summary>Files written by the engine as a test says it, and the rows of scans over them.</summary>
internal sealed class ScanFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mesh-test-scan-").FullName;
    private readonly FileShapes _shapes = new(maxFiles: 1000);

    public TableMetadata Metadata { get; set; } = new()
    {
        FormatVersion = 2,
        TableUuid = Guid.NewGuid(),
        Location = "file:///table",
        LastUpdatedMs = 0,
        LastColumnId = 100,
        Schemas = [],
        CurrentSchemaId = 0,
        PartitionSpecs = [PartitionSpec.Unpartitioned],
        DefaultSpecId = 0,
        LastPartitionId = 999,
        SortOrders = [SortOrder.Unsorted],
        DefaultSortOrderId = 0,
    };

    public string At(string name) => FileLocation.FromPath(Path.Combine(_root, name));

    public string PathOf(string name) => Path.Combine(_root, name);

    /// <summary>Writes a file of a SELECT's rows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="select">The SELECT.</param>
    /// <param name="ids">The engine's FIELD_IDS; null for none.</param>
    public DataFile Write(string name, string select, string? ids)
    {
        using var session = SharedEngine.Connect();
        session.Execute($"COPY ({select}) TO {SqlText.Quote(PathOf(name))} (FORMAT parquet{(ids is null ? "" : $", FIELD_IDS {{{ids}}}")})");
        return new DataFile { Location = At(name), Format = DataFile.Parquet, Partition = PartitionTuple.Unpartitioned, RecordCount = 1, SizeInBytes = 1 };
    }

    /// <summary>Writes a file of position deletes.</summary>
    public DataFile Positions(string name, params (string File, long Row)[] rows) =>
        Write(name, $"SELECT * FROM (VALUES {string.Join(", ", rows.Select(row => $"({SqlText.Quote(At(row.File))}, {row.Row}::BIGINT)"))}) AS d(file_path, pos)", "file_path: 2147483546, pos: 2147483545") with
        {
            Content = DataFileContent.PositionDeletes,
        };

    /// <summary>Writes a file of equality deletes.</summary>
    public DataFile Equalities(string name, string select, string ids, params int[] equalityIds) =>
        Write(name, select, ids) with { Content = DataFileContent.EqualityDeletes, EqualityIds = equalityIds };

    public Task<IReadOnlyList<string>> RowsAsync(string columns, params DataFile[] files) =>
        RowsAsync(Schema(columns), [.. files.Select(file => new FileScan(file, 1, []))]);

    /// <summary>The rows of a scan in canonical JSON.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(TableSchema schema, params FileScan[] files)
    {
        var query = await QueryAsync(schema, files);
        using var session = SharedEngine.Connect();
        return [.. RowJson.ReadAll(session, query.Sql, default).Select(row => row.GetRawText())];
    }

    public Task<ScanQuery> QueryAsync(TableSchema schema, params FileScan[] files)
    {
        var metadata = Metadata with { Schemas = [schema, .. Metadata.Schemas.Where(other => other.SchemaId != schema.SchemaId)] };
        return new ScanSql(new FolderStore(_root), _shapes).BuildAsync(new ScanPlan(metadata, null, schema, files), default);
    }

    /// <summary>A schema of columns such as <c>1 id long; 2 s {"type":"struct",…}</c>.</summary>
    public static TableSchema Schema(string columns, int id = 0) => new(id,
    [
        .. columns.Split("; ").Select(column => column.Split(' ', 3)).Select(parts =>
            new NestedField(int.Parse(parts[0]), parts[1], false, parts[2].StartsWith('{') ? TypeReader.Read(JsonElement.Parse(parts[2]), JsonPlace.Root("type"), IcebergType.MaxDepth) : IcebergType.Parse(parts[2]))),
    ]);

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
    }
}
