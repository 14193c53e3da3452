namespace MeshStarter.Cli.Stamping;

/// <summary>Writes the files of a stamp into a repository, and takes them back.</summary>
/// <param name="root">The repository's root.</param>
internal sealed class StampedFiles(string root)
{
    /// <summary>Writes files that there are not yet: all of them, or none.</summary>
    /// <exception cref="CliException">One is there already, or cannot be written.</exception>
    public async Task WriteAsync(IReadOnlyDictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
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
    public IReadOnlyList<string> TakeBack(string note, IReadOnlyDictionary<string, string> files)
    {
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

            // Another stamp may write a file into it concurrently, and keeps that.
            try
            {
                path.GetDirectories().ToList().ForEach(left => left.Delete(recursive: true));
                path.Delete();
            }
            catch (IOException)
            {
                return;
            }
        }
    }
}
