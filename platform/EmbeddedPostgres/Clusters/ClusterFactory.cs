using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Binaries;
using MeshStarter.EmbeddedPostgres.Homes;

namespace MeshStarter.EmbeddedPostgres.Clusters;

/// <summary>Makes PostgreSQL's data folder: whole or not at all.</summary>
internal sealed class ClusterFactory(ServerHome home, ServerAccount account, PostgresBinaries binaries)
{
    private readonly AccountFiles _files = new(account);

    public async Task CreateAsync(string password, CancellationToken cancellationToken)
    {
        string staging = home.NewStaging();
        await _files.CreateFolderAsync(staging, cancellationToken);
        var made = OperatingSystem.IsWindows()
            ? await InitializeOnWindowsAsync(staging, password, cancellationToken)
            : await InitializeAsync(staging, password, cancellationToken);
        if (made.ExitCode != 0)
        {
            await _files.RemoveAsync([staging], CancellationToken.None);
            throw new StartRefusedException(
                $"Mesh:Data: initdb of PostgreSQL {binaries.Version} could not make {home.Cluster} ({made.Reason}). Nothing was left behind. "
                + "Fix: make room on the disk and the folder writable, or set Mesh:Data to another folder.");
        }

        // The layout first: a cluster that is there always has one.
        var layout = new ServerLayout { LayoutVersion = ServerLayout.Current, PostgresMajor = binaries.Major };
        await _files.WriteAsync(home.Layout, layout.ToJson(), cancellationToken);
        await _files.MoveAsync(Path.Combine(staging, "data"), home.Cluster, cancellationToken);
        await _files.RemoveAsync([staging], cancellationToken);
    }

    // C and not the machine's locale: results must be the same everywhere, in every major.
    private static IEnumerable<string> Arguments(string staging, string passwordFile) =>
    [
        "-D", Path.Combine(staging, "data"), "--username=postgres", "--encoding=UTF8", "--locale=C",
        "--auth=scram-sha-256", "--data-checksums", "--pwfile=" + passwordFile,
    ];

    /// <summary>The password goes through a pipe of the server's user, so it never is in a file or an argument.</summary>
    private Task<CommandResult> InitializeAsync(string staging, string password, CancellationToken cancellationToken) =>
        Command.ShellAsync(
            account, "umask 077 && cat | \"$@\"", [binaries.Initdb, .. Arguments(staging, "/dev/stdin")], password + "\n", cancellationToken);

    private async Task<CommandResult> InitializeOnWindowsAsync(string staging, string password, CancellationToken cancellationToken)
    {
        string passwordFile = Path.Combine(staging, "password"); // in the user's own profile or repository, for a second
        try
        {
            await File.WriteAllTextAsync(passwordFile, password + "\n", cancellationToken);
            return await Command.RunAsync(account, binaries.Initdb, Arguments(staging, passwordFile), null, cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }
}
