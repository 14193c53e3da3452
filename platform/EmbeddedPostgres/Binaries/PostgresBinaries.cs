using System.Text.RegularExpressions;
using MeshStarter.EmbeddedPostgres.Accounts;

namespace MeshStarter.EmbeddedPostgres.Binaries;

/// <summary>A PostgreSQL installation that has answered with its version.</summary>
/// <param name="Folder">The folder of its programs.</param>
/// <param name="Version">As it names itself: "15.18".</param>
/// <param name="Major">Data of one major cannot be read by another.</param>
internal sealed partial record PostgresBinaries(string Folder, string Version, int Major)
{
    /// <summary>The oldest that PostgreSQL's own project still fixed when this was written.</summary>
    public const int OldestMajor = 14;

    public string Postgres => Program(Folder, "postgres");

    public string Initdb => Program(Folder, "initdb");

    /// <summary>Needed on Windows only, where the server knows no signals.</summary>
    public string PgCtl => Program(Folder, "pg_ctl");

    public static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>Asks the programs in a folder what they are; a text instead says why they are no use.</summary>
    public static async Task<(PostgresBinaries? Binaries, string? Reason)> AskAsync(
        string folder, ServerAccount? account, CancellationToken cancellationToken)
    {
        var answer = await Command.RunAsync(account, Program(folder, "postgres"), ["--version"], null, cancellationToken);
        // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
        var version = VersionLine().Match(answer.Output);
        if (answer.ExitCode != 0 || !version.Success)
        {
            return (null, answer.Reason);
        }

        int major = int.Parse(version.Groups["major"].Value);
        return major < OldestMajor
            ? (null, $"PostgreSQL {major} is older than {OldestMajor}")
            : (new(folder, version.Groups["version"].Value, major), null);
    }

    [GeneratedRegex(@"^postgres \(PostgreSQL\) (?<version>(?<major>\d{1,4})\S*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLine();
}
