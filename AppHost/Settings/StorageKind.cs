namespace MeshStarter.AppHost.Settings;

/// <summary>The kinds of object storage, by their names in <c>Mesh:Storage:Kind</c>.</summary>
internal enum StorageKind
{
    /// <summary>Folders of this machine, for Development.</summary>
    Folder,

    /// <summary>An S3 store.</summary>
    S3,

    /// <summary>A storage account of Azure.</summary>
    AzureBlob,
}
