using MeshStarter.EndToEnd.Mesh;
using MeshStarter.EndToEnd.Shop;
using MeshStarter.TestKit;

namespace MeshStarter.EndToEnd.Storage;

/// <summary>A mesh whose buckets are in a real S3 store, prepared as docs/storage.md says, with the policies that lie alongside it.</summary>
public sealed class S3Mesh : IAsyncLifetime
{
    public const string Collection = "S3 mesh";

    private const string Beginning = "mesh-";

    private static readonly string[] Domains = ["orders", "payments", "inventory"];

    private readonly TemporaryFolder _folder = new();
    private readonly MinioAdmin _admin = new();
    private TestMesh? _mesh;

    /// <summary>The reason why it cannot run here; null when it does.</summary>
    public string? Missing { get; private set; }

    internal MinioServer Store { get; } = new();

    internal TestMesh Mesh => _mesh!;

    internal ShopFiles Shop { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Store.InitializeAsync();
        await _admin.InitializeAsync();
        Missing = Store.Missing ?? _admin.Missing;
        if (Missing is not null)
        {
            return;
        }

        await _admin.PrepareAsync(
            Store,
            Domains.Append("platform").Select(domain => Beginning + domain),
            [.. Domains.Select(domain => (domain, Secret(domain), Policy("domain", domain))), ("catalog", Secret("catalog"), Policy("catalog")), ("vending", Secret("vending"), Policy("vending"))]);
        Shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
        _mesh = await TestMesh.StartAsync(
            Path.Combine(_folder.Path, "data"),
            [
                $"--Mesh:SourceData={Shop.Folder}", "--Mesh:Infrastructure=External", $"--Mesh:Storage:Buckets=s3://{Beginning}", $"--Mesh:Storage:S3:Endpoint={Store.Address.ToString().TrimEnd('/')}",
                .. Domains.Append("catalog").SelectMany(owner => Keys($"{owner}-storage", owner)), .. Keys("catalog-vending", "vending"),
            ]);
        await _mesh.WaitForImportAsync();
        await _mesh.WaitForTablesAsync(Shop);
    }

    public async Task DisposeAsync()
    {
        if (_mesh is not null)
        {
            await _mesh.DisposeAsync();
        }

        await _admin.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The secret key of a user who has keys.</summary>
    public static string Secret(string owner) => $"{owner}-secret-key-of-the-test";

    private static string[] Keys(string parameter, string owner) => [$"--Parameters:{parameter}-access-key={owner}", $"--Parameters:{parameter}-secret-key={Secret(owner)}"];

    private static string Policy(string name, string domain = "") => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies", $"{name}.json"))
        .Replace("{bucket}", Beginning + domain, StringComparison.Ordinal).Replace("{beginning}", Beginning, StringComparison.Ordinal);
}
