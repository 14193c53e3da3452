using System.Formats.Tar;
using MeshStarter.EmbeddedPostgres.Accounts;
using MeshStarter.EmbeddedPostgres.Homes;

namespace MeshStarter.EmbeddedPostgres.Binaries;

/// <summary>
/// Brings binaries to where the server's user can run them: those in root's own cache are out of its reach. This process reads them, and the
/// server's user unpacks them, so root writes nothing into a folder that is not root's.
/// </summary>
internal sealed class BinariesCopy(ServerHome home, ServerAccount account)
{
    private static readonly string[] Programs = ["postgres", "initdb", "pg_ctl"];

    private readonly AccountFiles _files = new(account);

    /// <summary>The same binaries, or a copy where the server's user cannot run them in their own place.</summary>
    public async Task<PostgresBinaries> ReachableAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        if (!account.IsOther || await AnswersAsync(binaries.Folder, cancellationToken))
        {
            return binaries;
        }

        string copy = Path.Combine(home.Binaries, binaries.Version);
        if (!Directory.Exists(copy))
        {
            await CopyAsync(binaries, copy, cancellationToken);
        }

        var (copied, reason) = await PostgresBinaries.AskAsync(Path.Combine(copy, "bin"), account, cancellationToken);
        return copied ?? throw new StartRefusedException(
            $"Mesh:Postgres:Binaries: user {account.Name} can run PostgreSQL neither in {binaries.Folder} nor as a copy in {copy} ({reason}). "
            + "Fix: install PostgreSQL for all users (Debian and Ubuntu: apt install postgresql), or start the mesh as an ordinary user.");
    }

    private async Task<bool> AnswersAsync(string folder, CancellationToken cancellationToken) =>
        (await PostgresBinaries.AskAsync(folder, account, cancellationToken)).Binaries is not null;

    private async Task CopyAsync(PostgresBinaries binaries, string copy, CancellationToken cancellationToken)
    {
        string staging = home.NewStaging();
        await _files.CreateFolderAsync(staging, cancellationToken);
        await _files.CreateFolderAsync(home.Binaries, cancellationToken);
        var unpacked = await Command.RunWithWriterAsync(
            account, "tar", ["-xf", "-", "-C", staging], stream => PackAsync(binaries.Folder, stream, cancellationToken), cancellationToken);
        if (unpacked.ExitCode != 0)
        {
            throw new StartRefusedException(
                $"Mesh:Data: PostgreSQL's binaries cannot be copied to {copy} ({unpacked.Reason}). Fix: make room on the disk (60 MB), or install PostgreSQL for all users.");
        }

        await _files.MoveAsync(staging, copy, cancellationToken);
    }

    /// <summary>The programs, their libraries and the shared files, from the installation that holds the folder.</summary>
    private static async Task PackAsync(string binFolder, Stream stream, CancellationToken cancellationToken)
    {
        string installation = Path.GetDirectoryName(binFolder)!;
        await using var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
        foreach (string program in Programs.Select(name => Path.Combine(binFolder, name)).Where(File.Exists))
        {
            await tar.WriteEntryAsync(program, "bin/" + Path.GetFileName(program), cancellationToken);
        }

        foreach (string part in (string[])["lib", "share"])
        {
            foreach (string file in FilesBelow(Path.Combine(installation, part)))
            {
                await tar.WriteEntryAsync(file, Path.GetRelativePath(installation, file), cancellationToken);
            }
        }
    }

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
                .Where(file => !file.EndsWith(".a", StringComparison.Ordinal)) // for compilers
            : [];
}
