using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Sources.Files;

/// <summary>The objects below the prefix of a bucket.</summary>
internal sealed class BucketPlace(IBucketConnection connection, BucketLocation folder) : IFilePlace
{
    /// <inheritdoc/>
    public (string Namespace, string Name) Dataset => (folder.Scheme + folder.Bucket, folder.Key.Length == 0 ? "/" : folder.Key);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SourceFile>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            List<SourceFile> files = [];
            // Consoles of stores make empty objects for folders.
            await foreach (var found in connection.ListAsync(folder, cancellationToken))
            {
                var name = found.Key[folder.KeyPrefix.Length..];
                if (!found.Key.EndsWith('/') && !HiddenNames.HasOne(name))
                {
                    files.Add(new SourceFile(name, found.Length, found.ModifiedAt) { Problem = Problem(name) });
                }
            }

            return files;
        }
        catch (StorageException exception)
        {
            throw new SourceRefusedException($"{folder} cannot be listed: {exception.Message}{Rights(exception, "list")}", exception);
        }
    }

    /// <inheritdoc/>
    public async Task CopyAsync(SourceFile file, Stream target, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ReadAsync(
                BucketLocation.Parse($"{folder}/{file.Name}"),
                file.Length,
                async (_, content, bound) =>
                {
                    await content.CopyToAsync(target, bound);
                    return true;
                },
                cancellationToken);
        }
        catch (StorageException exception)
        {
            throw new SourceRefusedException($"{file.Name} cannot be read: {exception.Message}{Rights(exception, "read")}", exception) { IsOfOneFile = exception.Failure != StorageFailure.Failed };
        }
    }

    private static string? Rights(StorageException exception, string right) => exception.Failure == StorageFailure.Denied ? $" Fix: let the keys of the connection string {right} it." : null;

    // Systems outside the mesh choose the keys.
    private string? Problem(string name)
    {
        try
        {
            BucketLocation.Parse($"{folder}/{name}");
            return null;
        }
        catch (StorageException refused)
        {
            return $"{refused.Message} Fix: give the object another key.";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();
}
