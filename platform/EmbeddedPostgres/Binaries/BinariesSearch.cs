using System.Globalization;
using System.Reflection;

namespace MeshStarter.EmbeddedPostgres.Binaries;

/// <summary>Finds PostgreSQL: in the folders that the setting names, then in PATH, then in each system's package folders, then in npm's.</summary>
internal static class BinariesSearch
{
    /// <summary>Inside a folder that the setting names: itself, an installation, an unpacked npm package.</summary>
    private static readonly string[] Inside = ["", "bin", Path.Combine("native", "bin"), Path.Combine("package", "native", "bin")];

    private static string[] SystemPatterns =>
        OperatingSystem.IsWindows() ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*", "bin")]
        : OperatingSystem.IsMacOS() ?
        [
            "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin", "/opt/homebrew/opt/postgresql/bin",
            "/Applications/Postgres.app/Contents/Versions/*/bin", "/Library/PostgreSQL/*/bin", "/opt/local/lib/postgresql*/bin",
        ]
        :
        [
            "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*", "/usr/lib/postgresql*/bin", "/usr/local/pgsql/bin",
            "/opt/postgresql/*/bin", "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin", "/usr/bin",
        ];

    /// <summary>The folder of npm's package, which the build fetches when it finds no other server; eng/Natives.targets writes it into this assembly.</summary>
    public static string? FetchedByBuild { get; } = typeof(BinariesSearch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => string.Equals(metadata.Key, "MeshStarter.EmbeddedPostgres.Binaries", StringComparison.Ordinal))?.Value;

    /// <summary>Every folder to look in, best first, whether it exists or not.</summary>
    public static IEnumerable<string> Folders(IEnumerable<string> named, string? path, string? fetched) =>
        named.SelectMany(InsideOf)
            .Concat((path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathFullyQualified))
            .Concat(SystemPatterns.SelectMany(Expand))
            .Concat(fetched is null ? [] : [Path.Combine(fetched, "native", "bin")])
            .Distinct(StringComparer.Ordinal);

    /// <summary>The folders that hold a server and initdb, with links followed: PATH often has links to the real place.</summary>
    public static IEnumerable<string> Holding(IEnumerable<string> folders) =>
        folders.Where(folder => File.Exists(PostgresBinaries.Program(folder, "postgres")))
            .Select(folder => Path.GetDirectoryName(RealPath(PostgresBinaries.Program(folder, "postgres")))!)
            .Where(folder => File.Exists(PostgresBinaries.Program(folder, "initdb")))
            .Distinct(StringComparer.Ordinal);

    /// <summary>Replaces the one star in a pattern by what is there, the highest version first; nothing there: the pattern itself.</summary>
    internal static IEnumerable<string> Expand(string pattern)
    {
        int star = pattern.IndexOf('*');
        if (star < 0)
        {
            return [pattern];
        }

        string parent = Path.GetDirectoryName(pattern[..star])!;
        string rest = pattern[(star + 1)..].TrimStart(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        string name = Path.GetFileName(pattern[..star]) + "*";
        string[] found = Directory.Exists(parent) ? Directory.GetDirectories(parent, name) : [];
        return found.Length == 0
            ? [pattern]
            : found.OrderByDescending(folder => VersionIn(Path.GetFileName(folder))).Select(folder => Path.Combine(folder, rest));
    }

    private static IEnumerable<string> InsideOf(string folder) =>
        Inside.Select(inside => Path.TrimEndingDirectorySeparator(Path.Combine(folder, inside)));

    /// <summary>"postgresql@17" and "9.6" → 17 and 9; 0 without a number.</summary>
    private static int VersionIn(string name)
    {
        string digits = new(name.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit).Take(6).ToArray());
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 0;
    }

    private static string RealPath(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
}
