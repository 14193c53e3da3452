using System.Text;

namespace MeshStarter.Cli.Stamping;

/// <summary>Writes the files of a stamp into a repository, and takes them back, one process at a time.</summary>
/// <param name="root">The repository's root.</param>
internal sealed class StampedFiles(string root)
{
    /// <summary>Refuses files of which one is there already.</summary>
    /// <exception cref="CliException">One is.</exception>
    public void RequireAbsent(IEnumerable<string> files)
    {
        if (files.FirstOrDefault(file => File.Exists(Path.Combine(root, file))) is { } there)
        {
            throw new CliException(CliExitCodes.Usage, $"Nothing was written: {there} is there already. Fix: Choose another name, or move that away.");
        }
    }

    /// <summary>Writes files that there are not yet: all of them, or none.</summary>
    /// <exception cref="CliException">One is there already, or cannot be written.</exception>
    public async Task WriteAsync(IReadOnlyDictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        // Of two stamps with files of one name, the second finds all files of the first.
        using var turn = await LockAsync(cancellationToken);
        RequireAbsent(files.Keys);
        List<string> written = [];
        try
        {
            foreach (var (file, content) in files)
            {
                var path = Path.Combine(root, file);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using var target = new FileStream(path, FileMode.CreateNew);
                written.Add(file);
                await target.WriteAsync(content, cancellationToken);
            }
        }
        catch (Exception exception)
        {
            written.ForEach(Remove);
            files.Keys.Except(written).Select(Path.GetDirectoryName).OfType<string>().Distinct(StringComparer.Ordinal).ToList().ForEach(RemoveEmpty);
            throw exception is IOException or UnauthorizedAccessException ? new CliException(CliExitCodes.Usage, $"Nothing was written: {exception.Message}", exception) : exception;
        }
    }

    /// <summary>Removes the files of a stamp that are as it wrote them, and returns those that are not.</summary>
    /// <param name="note">The path of its note.</param>
    /// <param name="files">Its files with their hashes.</param>
    /// <param name="cancellationToken">Ends the wait for another stamp.</param>
    public async Task<IReadOnlyList<string>> TakeBackAsync(string note, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        using var turn = await LockAsync(cancellationToken);
        List<string> changed = [];
        var domains = Path.GetFullPath(Path.Combine(root, "domains")) + Path.DirectorySeparatorChar;
        foreach (var (file, hash) in files)
        {
            var path = Path.GetFullPath(Path.Combine(root, file));
            if (!path.StartsWith(domains, StringComparison.Ordinal) || !File.Exists(path))
            {
                continue;
            }

            if (StampNote.Hash(File.ReadAllBytes(path)) == hash)
            {
                Remove(file);
            }
            else
            {
                changed.Add(file);
            }
        }

        Remove(note);
        return changed;
    }

    // In the repository the file would stay. One of another user could not be locked.
    private async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"mesh-new-{StampNote.Hash(Encoding.UTF8.GetBytes($"{Environment.UserName} {Path.GetFullPath(root)}"))}.lock");
        return await FileLock.TakeAsync(
            () => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose),
            refused => new CliException(CliExitCodes.Usage, $"Nothing was written: {path} cannot be locked: {refused.Message}", refused),
            TimeProvider.System,
            cancellationToken);
    }

    private void Remove(string file)
    {
        File.Delete(Path.Combine(root, file));
        RemoveEmpty(Path.GetDirectoryName(file)!);
    }

    // What builds leave goes with the last file of a project.
    private void RemoveEmpty(string folder)
    {
        for (var each = folder; each is { Length: > 0 } and not "domains"; each = Path.GetDirectoryName(each))
        {
            var path = new DirectoryInfo(Path.Combine(root, each));
            if (!path.Exists)
            {
                continue;
            }

            if (path.EnumerateFileSystemInfos().Any(entry => entry.Name is not ("bin" or "obj")))
            {
                return;
            }

            path.GetDirectories().ToList().ForEach(left => left.Delete(recursive: true));
            path.Delete();
        }
    }
}
