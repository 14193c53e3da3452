using System.Globalization;

namespace MeshStarter.EmbeddedPostgres.Accounts;

/// <summary>
/// Files and folders in the server's own folder, changed by the server's user itself: that user may replace anything in there by a link,
/// and root must not follow it. On Windows there is only one user.
/// </summary>
internal sealed class AccountFiles(ServerAccount account)
{
    /// <summary>True when the user can enter the folder, whatever forbids it elsewhere (modes of the folders above, ACLs, mounts).</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        OperatingSystem.IsWindows()
            ? Directory.Exists(folder)
            : (await Command.ShellAsync(account, "cd -- \"$1\"", [folder], null, cancellationToken)).ExitCode == 0;

    /// <summary>Writes the whole file or nothing, for its owner only.</summary>
    public async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            await File.WriteAllTextAsync(path + ".new", content, cancellationToken);
            File.Move(path + ".new", path, overwrite: true);
            return;
        }

        Require(await Command.ShellAsync(account, "umask 077 && cat >\"$1.new\" && mv -f -- \"$1.new\" \"$1\"", [path], content, cancellationToken), path);
    }

    public async Task CreateFolderAsync(string folder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Require(await Command.ShellAsync(account, "umask 077 && mkdir -p -- \"$1\"", [folder], null, cancellationToken), folder);
        }
    }

    public async Task MoveAsync(string from, string to, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.Move(from, to);
        }
        else
        {
            Require(await Command.ShellAsync(account, "mv -- \"$1\" \"$2\"", [from, to], null, cancellationToken), to);
        }
    }

    /// <summary>Removes files and folders with all that is in them; what is not there is fine.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        if (paths.Count == 0)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            Require(await Command.ShellAsync(account, "rm -rf -- \"$@\"", paths, null, cancellationToken), paths.First());
            return;
        }

        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            File.Delete(path);
        }
    }

    /// <summary>The number of the folder's owner; null where it is no real folder (a link, a file). Unix only.</summary>
    public static async Task<uint?> OwnerOfAsync(string folder, CancellationToken cancellationToken)
    {
        // drwx------ 3 101 104 4096 Nov 20 10:19 /home/me/mesh/.mesh/simulated/postgres
        var listed = await Command.RunAsync(null, "ls", ["-dn", "--", folder], null, cancellationToken);
        string[] fields = listed.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return listed.ExitCode == 0 && fields.Length > 3 && fields[0].StartsWith('d')
            && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint uid) ? uid : null;
    }

    private void Require(CommandResult result, string path)
    {
        if (result.ExitCode != 0)
        {
            throw new StartRefusedException(
                $"Mesh:Data: user {account.Name} cannot change {path} ({result.Reason}). Fix: make room on the disk and the folder writable, or set Mesh:Data to another folder.");
        }
    }
}
