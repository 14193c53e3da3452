using MeshStarter.TestKit.Azure;

namespace MeshStarter.EndToEnd.Storage;

/// <summary>A mesh on a storage account: Azurite's blobs, with the fake's folders and signatures. The setup made its containers.</summary>
public sealed class AzureBlobMesh : SharedMesh
{
    /// <summary>The reason why it cannot run here; null when it does.</summary>
    public string? Missing => Account.Missing;

    internal FolderAccount Account { get; } = new();

    public override async Task InitializeAsync()
    {
        await Account.InitializeAsync();
        if (Missing is not null)
        {
            return;
        }

        (string, string)[] account = [("Mesh:Storage:AzureBlob:Endpoint", Account.Endpoint), ("Mesh:Storage:AzureBlob:AccountKey", AzuriteServer.Key)];
        var (exit, output, errors) = await SetupProgram.RunAsync([("Mesh:Setup:Buckets", "orders,payments,inventory,platform"), ("Mesh:Storage:Buckets", "abfss://mesh-"), .. account]);
        Assert.True(exit == 0, output + errors);
        await ImportAsync(["--Mesh:Storage:Kind=AzureBlob", .. account.Select(setting => $"--{setting.Item1}={setting.Item2}")]);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Account.DisposeAsync();
    }
}
