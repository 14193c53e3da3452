namespace MeshStarter.Platform.Iceberg.Operations;

/// <summary>The values of a snapshot's <c>operation</c> (specification, "Snapshots").</summary>
public static class SnapshotOperations
{
    /// <summary>Files were added, and none removed.</summary>
    public const string Append = "append";

    /// <summary>The same rows are in other files.</summary>
    public const string Replace = "replace";

    /// <summary>Rows were added and removed.</summary>
    public const string Overwrite = "overwrite";

    /// <summary>Rows were removed.</summary>
    public const string Delete = "delete";
}
