using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;
using MeshStarter.EmbeddedPostgres.Homes;
using MeshStarter.Platform.Databases;

namespace MeshStarter.EmbeddedPostgres.Clusters;

/// <summary>Makes PostgreSQL's data folder: whole or not at all.</summary>
internal sealed class ClusterFactory(ServerHome home, ServerAccount account, PostgresBinaries binaries)
{
    private const int FirstMajorWithStrategies = 15;

    private readonly AccountFiles _files = new(account);

    /// <summary>Creates the cluster, with the roles and databases of the settings in it.</summary>
    public async Task CreateAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        string staging = home.NewStaging();
        await _files.CreateFolderAsync(staging, cancellationToken);
        string? failed = OperatingSystem.IsWindows()
            ? await InitializeOnWindowsAsync(staging, options.Password, cancellationToken)
            : await InitializeAsync(staging, options, cancellationToken);
        if (failed is not null)
        {
            await _files.RemoveAsync([staging], CancellationToken.None);
            throw new StartRefusedException(
                $"Mesh:Data: PostgreSQL {binaries.Version} could not make {home.Cluster} ({failed}). Nothing was left behind. "
                + "Fix: make room on the disk and the folder writable, or set Mesh:Data to another folder.");
        }

        // The layout first: a cluster that is there always has one.
        var layout = new ServerLayout { LayoutVersion = ServerLayout.Current, PostgresMajor = binaries.Major };
        await _files.WriteAsync(home.Layout, layout.ToJson(), cancellationToken);
        await _files.MoveAsync(Data(staging), home.Cluster, cancellationToken);
        await _files.RemoveAsync([staging], cancellationToken);
    }

    private static string Data(string staging) => Path.Combine(staging, "data");

    // C and not the machine's locale: results must be the same everywhere, in every major.
    private static IEnumerable<string> Arguments(string staging, string passwordFile) =>
    [
        "-D", Data(staging), "--username=postgres", "--encoding=UTF8", "--locale=C",
        "--auth=scram-sha-256", "--data-checksums", "--pwfile=" + passwordFile,
    ];

    /// <summary>
    /// Thousands of small files: they are written to the disk once, together, before the folder gets its name. The password goes through a
    /// pipe of the server's user, so it never is in a file or an argument.
    /// </summary>
    private async Task<string?> InitializeAsync(string staging, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        var made = await Command.ShellAsync(
            account, "umask 077 && cat | \"$@\"", [binaries.Initdb, "--no-sync", .. Arguments(staging, "/dev/stdin")], options.Password + "\n", cancellationToken);
        if (made.ExitCode != 0)
        {
            return made.Reason;
        }

        var statements = RolePlan.Statements(options.Roles, new Dictionary<string, string?>(StringComparer.Ordinal), RolePlan.NewCluster, Administrator.OfOwnServer, copiesFiles: binaries.Major >= FirstMajorWithStrategies);
        if (await SingleUserMode.RunAsync(binaries, account, Data(staging), statements, isDurable: false, cancellationToken) is { } failed)
        {
            return failed;
        }

        // -f writes the one file system; where sync does not know it, all of them.
        var written = await Command.ShellAsync(account, "sync -f \"$1\" 2>/dev/null || sync", [staging], null, cancellationToken);
        return written.ExitCode == 0 ? null : written.Reason;
    }

    /// <summary>Roles follow when the server runs: administrators cannot use single-user mode there.</summary>
    private async Task<string?> InitializeOnWindowsAsync(string staging, string password, CancellationToken cancellationToken)
    {
        string passwordFile = Path.Combine(staging, "password"); // in the user's own profile or repository, for a second
        try
        {
            await File.WriteAllTextAsync(passwordFile, password + "\n", cancellationToken);
            var made = await Command.RunAsync(account, binaries.Initdb, Arguments(staging, passwordFile), null, cancellationToken);
            return made.ExitCode == 0 ? null : made.Reason;
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }
}
