using System.Security.Cryptography;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Platform.Sources.Files;

/// <summary>A copy of a source's file, which is read while the file itself may change.</summary>
public sealed class StagedFile : IDisposable
{
    // The source's own name may be one that this machine has no file of, or that is outside of the folder.
    private const string Name = "content";

    private const string Folders = "mesh-source-";

    private readonly WritingFolder _folder;

    private StagedFile(WritingFolder folder, SourceFile file, string content, long length) => (_folder, File, Content, Length) = (folder, file, content, length);

    /// <summary>The file.</summary>
    public SourceFile File { get; }

    /// <summary>The digest of its content.</summary>
    public string Content { get; }

    /// <summary>The bytes that were copied.</summary>
    public long Length { get; }

    /// <summary>The folder of the copy.</summary>
    public string Folder => _folder.Path;

    /// <summary>The path of the copy.</summary>
    public string Path => PathIn(_folder);

    /// <summary>Deletes the copies of killed processes.</summary>
    public static void ClearLeft() => WritingFolder.ClearLeft(System.IO.Path.GetTempPath(), Folders);

    /// <summary>Copies a file.</summary>
    /// <exception cref="SourceRefusedException">It cannot be read.</exception>
    public static async Task<StagedFile> CreateAsync(IFilePlace place, SourceFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(file);
        var folder = new WritingFolder(System.IO.Path.GetTempPath(), Folders);
        try
        {
            var path = PathIn(folder);
            using var digest = SHA256.Create();
            await using (var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
            await using (var digesting = new CryptoStream(target, digest, CryptoStreamMode.Write))
            {
                await place.CopyAsync(file, digesting, cancellationToken);
            }

            return new StagedFile(folder, file, Convert.ToHexStringLower(digest.Hash!), new FileInfo(path).Length);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static string PathIn(WritingFolder folder) => System.IO.Path.Combine(folder.Path, Name);
}
