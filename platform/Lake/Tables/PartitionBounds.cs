namespace MeshStarter.Lake;

/// <summary>When rows are worth files of their partitions' own. Until then they lie together, by the table's spec that divides nothing, and are divided as they are compacted.</summary>
internal static class PartitionBounds
{
    /// <summary>Rows of so few partitions are divided in any case; a publish makes no more files than that.</summary>
    public const int Few = 64;

    /// <summary>Files of so many bytes are worth it, on an average.</summary>
    public const long WorthBytes = 32 << 10;

    /// <summary>Most partitions that so many bytes of rows are divided into.</summary>
    public static int Of(long bytes) => (int)Math.Clamp(bytes / WorthBytes, Few, int.MaxValue);
}
