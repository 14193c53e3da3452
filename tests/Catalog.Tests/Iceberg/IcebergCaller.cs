using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.LakeKit;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Manifests;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Rest;
using MeshStarter.Platform.Iceberg.Scanning;
using MeshStarter.Platform.Iceberg.Values;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Catalog.Tests.Iceberg;

/// <summary>A caller of the Iceberg catalog with a token.</summary>
internal sealed class IcebergCaller(CatalogFixture catalog, string? token, Uri? address = null) : IDisposable
{
    public const string Schema = """{"type":"struct","fields":[{"id":1,"name":"order_id","type":"uuid","required":true},{"id":2,"name":"customer_email","type":"string","required":false}]}""";

    private readonly HttpClient _http = Client(catalog, token, address);

    public RestTableCatalog Tables => new(_http);

    /// <summary>The tables, with an ear on each request.</summary>
    public RestTableCatalog TablesHeard(Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> hear) =>
        new((request, cancellationToken) => hear(request, () => _http.SendAsync(request, cancellationToken)));

    public async Task<Answer> SendAsync(string method, string path, string? body = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("v1/" + path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var json = text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
        if (!response.IsSuccessStatusCode && method != "HEAD" && response.StatusCode != HttpStatusCode.NotModified)
        {
            Assert.Equal((int)response.StatusCode, json["error"]!["code"]!.GetValue<int>());
        }

        return new Answer(response.StatusCode, json, response.Headers.ETag?.ToString());
    }

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public Task<Answer> CreateAsync(string space, string table, string schema = Schema, string more = "") =>
        SendAsync("POST", $"mesh/namespaces/{space}/tables", $$$"""{"name":"{{{table}}}","schema":{{{schema}}}{{{more}}}}""");

    public Task<Answer> CommitAsync(string space, string table, string updates, string requirements = "", params IEnumerable<(string Name, string Value)> headers) =>
        SendAsync("POST", $"mesh/namespaces/{space}/tables/{table}", $$$"""{"requirements":[{{{requirements}}}],"updates":[{{{updates}}}]}""", headers);

    /// <summary>Appends a file to a table, as the mesh's writers do; where it is to lie in a bucket, an empty one is made.</summary>
    public async Task<LoadedTable> AppendAsync(string space, string table, string location, string branch = "main", string? batch = null, string? store = null)
    {
        if (location.StartsWith($"file://{catalog.Buckets}/", StringComparison.Ordinal) && !location.Contains("..", StringComparison.Ordinal) && !location.Contains("missing", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(location["file://".Length..])!);
            await File.AppendAllTextAsync(location["file://".Length..], "");
        }

        return await ChangeAsync(space, table, Change(location, batch), branch, store);
    }

    /// <summary>Changes a table's files, as the mesh's writers do.</summary>
    public async Task<LoadedTable> ChangeAsync(string space, string table, SnapshotChange change, string branch = "main", string? store = null)
    {
        var committer = new TableCommitter(Tables, Store(store), new ScanPlanner(Store(store), new ManifestCache(1 << 20)), TimeProvider.System);
        var loaded = await Tables.LoadAsync(new TableIdentifier([space], table), CancellationToken.None) ?? throw new InvalidOperationException("There is no such table.");
        return (await committer.CommitOnLatestAsync(Tables, loaded, change, branch)).Table;
    }

    /// <summary>Writes the manifest and the manifest list of a table's first snapshot; returns the list's location.</summary>
    public static async Task<string> WriteManifestsAsync(TableMetadata table, DataFile file, long snapshotId)
    {
        var writer = new ManifestWriter(ManifestContent.Data, table.CurrentSchema, table.DefaultSpec, table.PartitionType(table.DefaultSpec), snapshotId);
        writer.Add(file);
        var (bytes, manifest) = writer.Finish($"{table.Location}/metadata/{snapshotId}-m0.avro");
        var list = $"{table.Location}/metadata/snap-{snapshotId}.avro";

        // As an engine that creates no folders.
        await File.WriteAllBytesAsync(FileLocation.ToPath(manifest.Location), bytes.ToArray());
        await File.WriteAllBytesAsync(FileLocation.ToPath(list), ManifestListWriter.Write(snapshotId, parentSnapshotId: null, sequenceNumber: 1, [manifest]).ToArray());
        return list;
    }

    public static SnapshotChange Change(string location, string? batch = null) => new()
    {
        Operation = "append",
        AddedData = [new DataFile { Location = location, Format = DataFile.Parquet, Partition = PartitionTuple.Unpartitioned, RecordCount = 1, SizeInBytes = 100 }],
        Summary = batch is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["mesh.batch-id"] = batch },
    };

    public void Dispose() => _http.Dispose();

    private static FolderStore Store(string? root) => new(root ?? "/");

    private static HttpClient Client(CatalogFixture catalog, string? token, Uri? address)
    {
        catalog.Require();
        var http = new HttpClient { BaseAddress = new Uri(address ?? catalog.Address, "iceberg/") };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return http;
    }

    internal sealed record Answer(HttpStatusCode Status, JsonObject Body, string? EntityTag)
    {
        public string? ErrorType => Body["error"]?["type"]?.GetValue<string>();

        public string? Message => Body["error"]?["message"]?.GetValue<string>();

        public string MetadataLocation => Body["metadata-location"]!.GetValue<string>();

        public JsonNode Metadata => Body["metadata"]!;
    }
}
