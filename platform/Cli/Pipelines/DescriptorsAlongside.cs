using MeshStarter.Cli.Checking;
using MeshStarter.Cli.Descriptors;

namespace MeshStarter.Cli.Pipelines;

/// <summary>The descriptors whose pipelines a command is about.</summary>
internal static class DescriptorsAlongside
{
    /// <summary>Reads the descriptors in some folders, or alongside some files.</summary>
    /// <param name="paths">Folders, or files of pipelines.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The texts of the descriptors, by their files.</returns>
    /// <exception cref="CliException">There is no such folder, or a file cannot be read.</exception>
    public static Task<Dictionary<string, string>> ReadAsync(string[] paths, CancellationToken cancellationToken) =>
        CheckedFile.ReadAllAsync(paths.SelectMany(path => PolicyFiles.Find(FolderOf(path))), cancellationToken);

    private static string FolderOf(string path) => File.Exists(path) ? Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : "." : path;
}
