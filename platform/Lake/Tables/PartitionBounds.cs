namespace MeshStarter.Lake.Tables;

/// <summary>
/// Decides when rows are divided into files by partition. Until then they stay unpartitioned, by the table's unpartitioned spec, and a
/// compaction divides them.
/// </summary>
internal static class PartitionBounds
{
    /// <summary>Rows of at most this many partitions are always divided; it is also the most files that a publish makes.</summary>
    public const int Few = 64;

    /// <summary>The average file size in bytes from which dividing rows pays.</summary>
    public const long WorthBytes = 32 << 10;

    /// <summary>Returns the most partitions that rows of some size in bytes are divided into.</summary>
    public static int Of(long bytes) => (int)Math.Clamp(bytes / WorthBytes, Few, int.MaxValue);
}
