namespace MeshStarter.Platform.Sources.Definitions;

/// <summary>The kinds of sources.</summary>
public enum SourceKind
{
    /// <summary>A table of a PostgreSQL server.</summary>
    Postgres,

    /// <summary>Files in a folder or below the prefix of a bucket.</summary>
    Files,
}
