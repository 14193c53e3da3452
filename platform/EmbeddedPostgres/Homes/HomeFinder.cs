using MeshStarter.EmbeddedPostgres.Accounts;

namespace MeshStarter.EmbeddedPostgres.Homes;

/// <summary>Decides where the server's folder is: in the data folder, or outside where the server's user could not reach it there.</summary>
internal sealed class HomeFinder(EmbeddedPostgresOptions options, ServerAccount account)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>0711: others may pass through to what is theirs, and see nothing.</summary>
    private const UnixFileMode Passage = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly AccountFiles _files = new(account);
    private readonly string _inside = Path.Combine(options.DataFolder, "postgres");

    /// <summary>Set where the server's folder is outside the data folder.</summary>
    public OutsideHome? Outside { get; private set; }

    /// <summary>Makes the data folder, where the AppHost has not done so.</summary>
    public void PrepareDataFolder()
    {
        try
        {
            string? parent = Path.GetDirectoryName(options.DataFolder);
            bool isOurs = string.Equals(Path.GetFileName(parent), ".mesh", StringComparison.Ordinal);
            if (isOurs)
            {
                MakePassage(parent!);
            }

            MakePassage(options.DataFolder);
        }
        catch (Exception refused) when (IsOfTheDisk(refused))
        {
            throw new StartRefusedException(
                $"Mesh:Data: {options.DataFolder} cannot be made or written ({refused.Message}) Fix: make it writable for {Environment.UserName}, or set Mesh:Data to another folder.", refused);
        }
    }

    public async Task<ServerHome> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FindOrMakeAsync(cancellationToken);
        }
        catch (Exception refused) when (IsOfTheDisk(refused))
        {
            throw new StartRefusedException(
                $"Mesh:Data: the server's folder {Outside?.Folder ?? _inside} cannot be made ({refused.Message}) Fix: make the folder above it writable, or set Mesh:Data{(Outside is null ? "" : " or Mesh:Postgres:OutsideFolder")} to another one.", refused);
        }
    }

    private static bool IsOfTheDisk(Exception refused) => refused is IOException or UnauthorizedAccessException;

    private async Task<ServerHome> FindOrMakeAsync(CancellationToken cancellationToken)
    {
        Outside = OutsideHome.Read(options.DataFolder);
        if (Outside is not null && !Directory.Exists(Outside.Folder))
        {
            Outside = null; // removed, as the start had described: begin again
        }

        if (Outside is null && await _files.CanEnterAsync(options.DataFolder, cancellationToken))
        {
            return await PrepareAsync(_inside, cancellationToken);
        }

        if (Outside is null)
        {
            if (Directory.Exists(_inside))
            {
                throw new StartRefusedException(
                    $"Mesh:Data: user {account.Name}, who runs the server, can no longer reach its data in {_inside}. "
                    + "Fix: give the folders above it passage again (chmod o+x), or move the data away to begin with an empty database.");
            }

            Outside = OutsideHome.New(options.OutsideFolder, options.DataFolder);
            await PrepareOutsideFolderAsync(cancellationToken);
            Outside.Write();
        }

        return await PrepareAsync(Outside.Folder, cancellationToken);
    }

    private void MakePassage(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, Passage);
        }
        else if (account.IsOther)
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | Passage);
        }
    }

    /// <summary>The folder for all clones' folders is root's, and no other user may write to it.</summary>
    private async Task PrepareOutsideFolderAsync(CancellationToken cancellationToken)
    {
        string folder = options.OutsideFolder;
        if (!Directory.Exists(folder) && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, Passage);
        }

        if (await AccountFiles.OwnerOfAsync(folder, cancellationToken) != 0
            || (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None))
        {
            throw new StartRefusedException(
                $"Mesh:Postgres:OutsideFolder: {folder} is not a folder of root's that only root can write. Fix: remove it, or name another folder.");
        }
    }

    /// <summary>Makes the server's folder, 0700 and its user's, or refuses one of another user.</summary>
    private async Task<ServerHome> PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return new(folder);
        }

        if (!Path.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }

        var owner = await AccountFiles.OwnerOfAsync(folder, cancellationToken);
        if (owner is 0 && account.IsOther && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            // Just made, or by a start that died right here.
            _ = await Command.RunAsync(null, "chown", ["-h", "--", $"{account.Name}:", folder], null, cancellationToken);
            owner = await AccountFiles.OwnerOfAsync(folder, cancellationToken);
        }

        if (owner != account.Uid)
        {
            // Root's copy of a data folder is root's, too, unless it was made with the owners.
            var fix = owner is 0 && account.IsOther && Directory.Exists(new ServerHome(folder).Cluster)
                ? $"if it is a copy that lost its owner, give it back (chown -R {account.Name}: '{folder.Replace("'", @"'\''", StringComparison.Ordinal)}'); else"
                : "start the mesh as the user that made it, or";
            throw new StartRefusedException(
                $"Mesh:Data: {folder} {(owner is null ? "is not a folder" : $"belongs to user number {owner}")}, and the server runs as {account.Name} ({account.Uid}). "
                + $"Nothing was changed. Fix: {fix} move that folder away to begin with an empty database.");
        }

        if ((File.GetUnixFileMode(folder) & ~OwnerOnly) != UnixFileMode.None)
        {
            File.SetUnixFileMode(folder, OwnerOnly);
        }

        return await _files.CanEnterAsync(folder, cancellationToken)
            ? new(folder)
            : throw new StartRefusedException(
                $"Mesh:Postgres:OutsideFolder: user {account.Name}, who runs the server, cannot reach {folder}. Fix: give the folders above it passage (chmod o+x), or name another folder.");
    }
}
