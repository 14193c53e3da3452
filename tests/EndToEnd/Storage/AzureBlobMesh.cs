using MeshStarter.EndToEnd.Mesh;
using MeshStarter.EndToEnd.Shop;
using MeshStarter.TestKit;
using MeshStarter.TestKit.Azure;

namespace MeshStarter.EndToEnd.Storage;

/// <summary>A mesh on a storage account: Azurite's blobs, with the fake's folders and signatures. The setup made its containers.</summary>
public sealed class AzureBlobMesh : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestMesh? _mesh;

    /// <summary>The reason why it cannot run here; null when it does.</summary>
    public string? Missing => Account.Missing;

    internal FolderAccount Account { get; } = new();

    internal TestMesh Mesh => _mesh!;

    internal ShopFiles Shop { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Account.InitializeAsync();
        if (Missing is not null)
        {
            return;
        }

        (string, string)[] account = [("Mesh:Storage:AzureBlob:Endpoint", Account.Endpoint), ("Mesh:Storage:AzureBlob:AccountKey", AzuriteServer.Key)];
        var (exit, output, errors) = await SetupProgram.RunAsync([("Mesh:Setup:Buckets", "orders,payments,inventory,platform"), ("Mesh:Storage:Buckets", "abfss://mesh-"), .. account]);
        Assert.True(exit == 0, output + errors);
        Shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
        _mesh = await TestMesh.StartAsync(
            Path.Combine(_folder.Path, "data"), [$"--Mesh:SourceData={Shop.Folder}", "--Mesh:Storage:Kind=AzureBlob", .. account.Select(setting => $"--{setting.Item1}={setting.Item2}")]);
        await _mesh.WaitForImportAsync();
        await _mesh.WaitForTablesAsync(Shop);
    }

    public async Task DisposeAsync()
    {
        if (_mesh is not null)
        {
            await _mesh.DisposeAsync();
        }

        await Account.DisposeAsync();
        _folder.Dispose();
    }
}
