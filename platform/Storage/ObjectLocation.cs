namespace MeshStarter.Platform.Storage;

/// <summary>Locations of whatever store, for comparing.</summary>
public static class ObjectLocation
{
    /// <summary>The one way to write a location: for a file its absolute path, in a bucket such as <c>s3://bucket/key</c>.</summary>
    /// <exception cref="StorageException">It is none.</exception>
    public static string Canonical(string location) => BucketLocation.IsOne(location) ? BucketLocation.Parse(location).ToString() : FileLocation.ToPath(location);

    /// <summary>Whether something is in a folder; both are canonical.</summary>
    public static bool IsWithin(string location, string folder) => location.StartsWith(Closed(folder), StringComparison.Ordinal);

    /// <summary>A canonical folder with the separator at its end.</summary>
    public static string Closed(string folder)
    {
        var separator = BucketLocation.IsOne(folder) ? '/' : Path.DirectorySeparatorChar;
        return folder.EndsWith(separator) ? folder : folder + separator;
    }
}
