namespace MeshStarter.Platform.Storage;

/// <summary>Locations of whatever store, for comparing.</summary>
public static class ObjectLocation
{
    /// <summary>The one way to write a location: for a file its absolute path, in a bucket such as <c>s3://bucket/key</c>.</summary>
    /// <exception cref="StorageException">It is none.</exception>
    public static string Canonical(string location) => BucketLocation.IsOne(location) ? BucketLocation.Parse(location).ToString() : FileLocation.ToPath(location);
}
