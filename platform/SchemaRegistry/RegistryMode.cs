namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Whether subjects take schemas.</summary>
internal static class RegistryMode
{
    /// <summary>They do.</summary>
    public const string ReadWrite = "READWRITE";

    /// <summary>They do not.</summary>
    public const string ReadOnly = "READONLY";

    /// <summary>None does, whatever is set for it.</summary>
    public const string ReadOnlyOverride = "READONLY_OVERRIDE";

    /// <summary>They take schemas of another registry with their ids and versions, and hold them to nothing.</summary>
    public const string Import = "IMPORT";

    /// <summary>The mode of a name, without regard to case; null where there is none.</summary>
    public static string? Find(string? name) => name?.ToUpperInvariant() is ReadWrite or ReadOnly or ReadOnlyOverride or Import ? name.ToUpperInvariant() : null;
}
