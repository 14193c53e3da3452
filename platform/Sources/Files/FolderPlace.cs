using System.IO.Enumeration;

namespace MeshStarter.Platform.Sources.Files;

/// <summary>A folder of this machine, or one that is mounted on it.</summary>
internal sealed class FolderPlace(string folder) : IFilePlace
{
    // Of the root of a volume; only its root user may read it.
    private const string RecoveredFiles = "lost+found";

    // In place of bytes of a name that are no text. Names that differ in them alone are the same here.
    private const char NotText = '\uFFFD';

    // A folder that may not be read is a failure: the rows of files that are not there any more are deleted.
    private static readonly EnumerationOptions Options = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <inheritdoc/>
    public (string Namespace, string Name) Dataset => ("file", Path.TrimEndingDirectorySeparator(folder));

    /// <inheritdoc/>
    public Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var files = new FileSystemEnumerable<SourceFile>(folder, Describe, Options)
            {
                ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && !HiddenNames.IsFile(entry.FileName),
                ShouldRecursePredicate = (ref entry) => !entry.FileName.SequenceEqual(RecoveredFiles) && !HiddenNames.IsFolder(entry.FileName),
            };
            return Task.FromResult<IReadOnlyList<SourceFile>>([.. files.DistinctBy(file => file.Name, StringComparer.Ordinal)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceRefusedException($"{folder} cannot be listed: {exception.Message}{(exception is DirectoryNotFoundException ? " Fix: make the folder." : Rights(exception))}", exception);
        }
    }

    private SourceFile Describe(ref FileSystemEntry entry)
    {
        var name = Path.GetRelativePath(folder, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/');
        var target = entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? TargetOf(entry.ToFullPath()) : null;
        return new SourceFile(name, target?.Length ?? entry.Length, target?.LastWriteTimeUtc ?? entry.LastWriteTimeUtc) { Problem = name.Contains(NotText) && !File.Exists(Path.Combine(folder, name)) ? "its name is not UTF-8. Fix: rename it." : null };
    }

    // The length of a link is that of its path, and the file that is copied another. A link without a file is refused when it is copied.
    private static FileInfo? TargetOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo { Exists: true } target ? target : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task CopyAsync(SourceFile file, Stream target, CancellationToken cancellationToken)
    {
        await using var content = Open(file);
        try
        {
            await content.CopyToAsync(target, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(file, exception, isOfOneFile: false);
        }
    }

    private FileStream Open(SourceFile file)
    {
        try
        {
            return new FileStream(Path.Combine(folder, file.Name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(file, exception, isOfOneFile: true);
        }
    }

    private static SourceRefusedException Refused(SourceFile file, Exception exception, bool isOfOneFile) =>
        new($"{file.Name} cannot be read: {exception.Message}{Rights(exception)}", exception) { IsOfOneFile = isOfOneFile };

    private static string? Rights(Exception exception) => exception is UnauthorizedAccessException ? " Fix: let the service's user read it." : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // A folder is not opened.
    }
}
