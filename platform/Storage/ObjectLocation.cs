using MeshStarter.Platform.Storage.S3;

namespace MeshStarter.Platform.Storage;

/// <summary>Locations of whatever store, for comparing.</summary>
public static class ObjectLocation
{
    /// <summary>The one way to write a location: for a file its absolute path, in an S3 store <c>s3://bucket/key</c>.</summary>
    /// <exception cref="StorageException">It is none.</exception>
    public static string Canonical(string location) => S3Location.IsOne(location) ? S3Location.Parse(location).ToString() : FileLocation.ToPath(location);
}
