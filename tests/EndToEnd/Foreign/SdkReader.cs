using System.Net.Http.Headers;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Parquet;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Storage;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>Our own reader of tables, asking the catalog as a persona as every service does.</summary>
internal sealed class SdkReader : IDisposable
{
    private readonly HttpClient _http;
    private readonly RestTableCatalog _catalog;
    private readonly TableReader _tables;
    private readonly SnapshotReader _rows = new();

    private SdkReader(HttpClient http, string bucket)
    {
        _http = http;
        _catalog = new RestTableCatalog(http);
        _tables = new TableReader(new FolderStore(bucket), new ManifestCache(1 << 20), new FileShapes(100));
    }

    public static async Task<SdkReader> OfAsync(ImportedMesh imported, string domain)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(imported.Mesh.Url("catalog"), "iceberg/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await imported.Mesh.TokenAsync($"{domain}-owner"));
        return new SdkReader(http, Path.Combine(imported.Data, "buckets", domain));
    }

    /// <summary>The rows of a state of a table, and the types that its columns have in a contract.</summary>
    public async Task<IReadOnlyList<JsonElement>> RowsAsync(TableIdentifier name, SnapshotChoice state, params (string Name, string Type)[] columns)
    {
        var table = await _catalog.LoadAsync(name, CancellationToken.None);
        var declared = columns.Select(column => new ColumnDefinition { Name = column.Name, Type = ColumnType.Parse(column.Type) }).ToList();
        var rows = await _tables.RowsAsync(table!.Metadata, state, declared, CancellationToken.None);
        return await _rows.RowsAsync(rows.Sql, CancellationToken.None);
    }

    public void Dispose()
    {
        _rows.Dispose();
        _http.Dispose();
    }
}
