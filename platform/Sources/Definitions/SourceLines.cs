using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Platform.Sources.Definitions;

/// <summary>The lines of the keys of a definition.</summary>
/// <param name="lines">The lines of its file.</param>
public sealed class SourceLines(YamlLines lines)
{
    /// <summary>Returns the line of a key.</summary>
    public int Of(string key) => lines.Find(key);
}
