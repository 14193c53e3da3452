namespace MeshStarter.Platform.Sql.Types;

/// <summary>Names of macros that take the place of Trino's functions.</summary>
internal static class MacroNames
{
    /// <summary>No query can call a name that begins so: it is on no list of functions.</summary>
    public const string Prefix = "trino_";
}
