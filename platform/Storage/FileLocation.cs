namespace MeshStarter.Platform.Storage;

/// <summary>
/// Locations of files as Iceberg's metadata writes them: <c>file:///folder/name</c>, with nothing percent-encoded, since its
/// readers take <c>%20</c> literally. <c>file:/folder/name</c> (Hadoop writes it) and a bare absolute path are understood too.
/// </summary>
public static class FileLocation
{
    private const string Scheme = "file:";

    /// <summary>The location of an absolute path.</summary>
    public static string FromPath(string path) =>
        OperatingSystem.IsWindows() ? $"{Scheme}///{path.Replace('\\', '/')}" : $"{Scheme}//{path}";

    /// <summary>The absolute path of a location.</summary>
    /// <exception cref="StorageException">It names another host, another scheme, no absolute path, or goes up by <c>..</c>.</exception>
    public static string ToPath(string location)
    {
        var path = Path(location);
        if (OperatingSystem.IsWindows())
        {
            path = path.TrimStart('/');
        }

        if (!System.IO.Path.IsPathFullyQualified(path))
        {
            throw Refused(location, "is not an absolute location such as file:///folder/name.");
        }

        if (path.Contains('\0'))
        {
            throw Refused(location.Replace('\0', '?'), "holds a NUL, which no path can.");
        }

        foreach (var segment in path.AsSpan().Split('/'))
        {
            if (path.AsSpan()[segment] is "." or "..")
            {
                throw Refused(location, "goes by \".\" or \"..\"; a location is written out.");
            }
        }

        // Doubled separators, as a warehouse with a slash at its end brings them, name the same file.
        return System.IO.Path.GetFullPath(path);
    }

    /// <summary>Whether a location has doubled separators, by which one file has many locations.</summary>
    /// <exception cref="StorageException">It names another host or another scheme.</exception>
    public static bool HasEmptyNames(string location) => Path(location).Contains("//", StringComparison.Ordinal);

    private static string Path(string location)
    {
        if (!location.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return SchemeOf(location) is { } other
                ? throw Refused(location, $"is of scheme \"{other}\"; this store holds files (file:///…).")
                : location;
        }

        var rest = location[Scheme.Length..];
        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            return rest;
        }

        return rest.StartsWith("///", StringComparison.Ordinal)
            ? rest[2..]
            : throw Refused(location, "names a host; files lie on this machine (file:///…).");
    }

    // RFC 3986, section 3.1. One letter is a Windows drive.
    private static string? SchemeOf(string location)
    {
        var colon = location.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && char.IsAsciiLetter(location[0]) && location.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0
            ? location[..colon]
            : null;
    }

    private static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private static StorageException Refused(string location, string problem) => new(StorageFailure.Refused, location, problem);
}
