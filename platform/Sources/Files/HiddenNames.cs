namespace MeshStarter.Platform.Sources.Files;

/// <summary>Names that a source leaves out: those that begin with a dot, and what other engines keep in folders that begin with <c>_</c>, such as <c>_temporary</c> of Spark and <c>_delta_log</c>.</summary>
internal static class HiddenNames
{
    /// <summary>Whether a path below the source's folder is left out.</summary>
    /// <param name="path">The path, with slashes.</param>
    public static bool HasOne(string path)
    {
        var names = path.Split('/');
        return IsFile(names[^1]) || names[..^1].Any(folder => IsFolder(folder));
    }

    /// <summary>Whether a file is left out. Keys of objects named <c>.</c> and <c>..</c> are not: they are refused as no paths.</summary>
    /// <param name="name">The file's name.</param>
    public static bool IsFile(ReadOnlySpan<char> name) => name.StartsWith('.') && name is not ("." or "..");

    /// <summary>Whether a folder is left out. A folder such as <c>_year=2026</c> is a part of a table.</summary>
    /// <param name="name">The folder's name.</param>
    public static bool IsFolder(ReadOnlySpan<char> name) => IsFile(name) || (name.StartsWith('_') && !name.Contains('='));
}
