using System.Globalization;
using System.Text;

namespace MeshStarter.EmbeddedPostgres.Clusters;

/// <summary>Linux's list of processes.</summary>
internal static class ProcFileSystem
{
    /// <summary>The PostgreSQL processes that use this data folder: as their working directory, or as an argument.</summary>
    public static List<int> ProcessesIn(string cluster)
    {
        var found = new List<int>();
        string real = RealPath(cluster);
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && WorksIn(folder, cluster, real))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    private static bool WorksIn(string process, string cluster, string real)
    {
        try
        {
            // "/usr/lib/postgresql/15/bin/postgres", also with " (deleted)" after an upgrade of the package.
            string? program = new FileInfo(Path.Combine(process, "exe")).LinkTarget;
            if (program is null || !Path.GetFileName(program).StartsWith("postgres", StringComparison.Ordinal))
            {
                return false;
            }

            return string.Equals(new FileInfo(Path.Combine(process, "cwd")).LinkTarget, real, StringComparison.Ordinal)
                || IsVisibleTo(process, cluster);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // ended concurrently, or another user's
        }
    }

    // Linux names a working directory without symbolic links.
    private static string RealPath(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        parent = RealPath(parent);
        var entry = new DirectoryInfo(Path.Combine(parent, Path.GetFileName(path)));
        return entry.LinkTarget is { } target ? RealPath(Path.GetFullPath(target, parent)) : entry.FullName;
    }

    private static bool IsVisibleTo(string process, string cluster)
    {
        string[] arguments = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline"))).Split('\0');
        int option = Array.IndexOf(arguments, "-D");
        return option >= 0 && option + 1 < arguments.Length && string.Equals(arguments[option + 1], cluster, StringComparison.Ordinal);
    }
}
