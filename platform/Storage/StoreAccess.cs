namespace MeshStarter.Platform.Storage;

/// <summary>The address of an object store, with credentials for it.</summary>
public abstract record StoreAccess
{
    /// <summary>Opens a connection. No request is sent yet.</summary>
    public abstract IBucketConnection Connect();
}
