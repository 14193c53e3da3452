using System.Text.Json;
using System.Text.RegularExpressions;

namespace MeshStarter.AppHost.Settings;

/// <summary>The place of buckets in folders by the metadata of the products' tables in them, for a data folder of an earlier release, which has no file that says it.</summary>
internal static partial class TablePlace
{
    private const string Scheme = "file://";

    // A folder that may not be read, such as lost+found, is none of a table.
    private static readonly EnumerationOptions Readable = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    /// <summary>Gets the folder of all buckets that tables name: the given one if one of them does.</summary>
    /// <param name="buckets">Absolute path of the folder of all buckets.</param>
    /// <returns>Null where there is no table, or none that can be read.</returns>
    public static string? Of(string buckets)
    {
        if (!Directory.Exists(buckets))
        {
            return null;
        }

        string? other = null;
        foreach (var table in Directory.EnumerateDirectories(buckets, "*", Readable).SelectMany(bucket => Directory.EnumerateDirectories(bucket, "*", Readable)).Where(folder => OfProduct().IsMatch(Path.GetFileName(folder))))
        {
            var place = NamedBy(table, Path.GetRelativePath(buckets, table).Replace(Path.DirectorySeparatorChar, '/'));
            if (IsSame(place, buckets))
            {
                return place;
            }

            other ??= place;
        }

        return other;
    }

    /// <summary>Whether two paths are the same, as the system compares them.</summary>
    public static bool IsSame(string? one, string other) => string.Equals(one, other, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static string? NamedBy(string table, string name)
    {
        try
        {
            var metadata = Path.Combine(table, "metadata");
            if (!Directory.Exists(metadata) || Directory.EnumerateFiles(metadata, "*.metadata.json").FirstOrDefault() is not { } file)
            {
                return null;
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.GetProperty("location").GetString() is { } location
                && location.StartsWith(Scheme, StringComparison.Ordinal) && location.EndsWith($"/{name}", StringComparison.Ordinal)
                ? PathOf(location[Scheme.Length..^(name.Length + 1)])
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // The catalog reports a table that is damaged.
            return null;
        }
    }

    private static string PathOf(string path) => OperatingSystem.IsWindows() ? path.TrimStart('/').Replace('/', '\\') : path;

    [GeneratedRegex("_v[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex OfProduct();
}
