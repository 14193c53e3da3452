using System.Security.Cryptography;

namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>Everything below a folder: names, modes, times and contents.</summary>
internal static class FolderPicture
{
    public static IReadOnlyList<string> Take(string folder) =>
        Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {File.GetUnixFileMode(path)} {File.GetLastWriteTimeUtc(path):O} {(File.Exists(path) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) : "")}")
            .ToList();
}
