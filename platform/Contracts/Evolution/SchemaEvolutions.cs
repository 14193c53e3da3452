namespace MeshStarter.Contracts.Evolution;

/// <summary>The words of <c>quality.schema_evolution</c>: which changes a schema may see within a major version.</summary>
public static class SchemaEvolutions
{
    /// <summary>A reader with the new schema can read data written with the old one.</summary>
    public const string BackwardCompatible = "backward_compatible";

    /// <summary>A reader with the old schema can read data written with the new one.</summary>
    public const string ForwardCompatible = "forward_compatible";

    /// <summary>Both.</summary>
    public const string Full = "full";

    /// <summary>Nothing is promised.</summary>
    public const string None = "none";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [BackwardCompatible, ForwardCompatible, Full, None];
}
