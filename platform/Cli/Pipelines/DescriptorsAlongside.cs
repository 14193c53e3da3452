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
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(string[] paths, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in paths.SelectMany(path => PolicyFiles.Find(FolderOf(path))).Distinct(StringComparer.Ordinal))
        {
            texts[file] = await CheckedFile.ReadAsync(file, cancellationToken);
        }

        return texts;
    }

    private static string FolderOf(string path) => File.Exists(path) ? Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : "." : path;
}
