namespace MeshStarter.Platform.Sources.Files;

/// <summary>A folder of this machine, or one that is mounted on it.</summary>
internal sealed class FolderPlace(string folder) : IFilePlace
{
    /// <inheritdoc/>
    public (string Namespace, string Name) Dataset => ("file", Path.TrimEndingDirectorySeparator(folder));

    /// <inheritdoc/>
    public Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System });
            return Task.FromResult<IReadOnlyList<SourceFile>>(
                [.. files.Select(file => new SourceFile(Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceRefusedException($"{folder} cannot be listed: {exception.Message} Fix: make the folder, and let the service's user read it.", exception);
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
        new($"{file.Name} cannot be read: {exception.Message} Fix: let the service's user read it.", exception) { IsOfOneFile = isOfOneFile };

    /// <inheritdoc/>
    public void Dispose()
    {
        // A folder is not opened.
    }
}
