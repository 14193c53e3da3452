namespace MeshStarter.Platform.Storage;

/// <summary>
/// The object storage that one domain owns: a folder on this machine, or a bucket of an object store. Only the domain's own service writes to it.
/// </summary>
public sealed class Bucket
{
    /// <summary>Opens a bucket, making its folder (only its owner may enter it) when it is not there yet.</summary>
    /// <param name="root">Absolute path of the folder.</param>
    /// <exception cref="IOException">The folder cannot be made or written.</exception>
    public Bucket(string root)
    {
        Root = Path.GetFullPath(root);
        Store = new FolderStore(Root);
        OwnerFolder.Make(Root);
    }

    /// <summary>Opens a bucket of an object store. No request is sent yet.</summary>
    public Bucket(IBucketConnection connection, BucketLocation root, ObjectCache cache)
    {
        Root = root.ToString();
        Store = new BucketStore(connection, root, cache);
    }

    /// <summary>The bucket's root: the absolute path of a folder, or <c>s3://bucket</c>.</summary>
    public string Root { get; }

    /// <summary>The store of its objects.</summary>
    public IObjectStore Store { get; }
}
