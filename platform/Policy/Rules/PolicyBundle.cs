namespace MeshStarter.Policy;

/// <summary>All rules in force, as one immutable whole. Holders swap the reference; a decision never sees two bundles.</summary>
public sealed class PolicyBundle
{
    private PolicyBundle(string version) => Version = version;

    /// <summary>The bundle's own version, as its authors wrote it.</summary>
    public string Version { get; }

    /// <summary>Reads a bundle.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that errors give for its file; nothing is read from there.</param>
    /// <exception cref="PolicyFormatException">The text is not a bundle; the exception names every place, rule and fix.</exception>
    public static PolicyBundle Parse(string yaml, string file) => throw new NotImplementedException();
}
