namespace MeshStarter.Platform.Iceberg.Scanning;

/// <summary>Field ids that no table may use for columns (specification, "Reserved Field IDs").</summary>
public static class ReservedFields
{
    /// <summary><c>file_path</c> of position deletes.</summary>
    public const int DeleteFilePath = 2_147_483_546;

    /// <summary><c>pos</c> of position deletes.</summary>
    public const int DeletePosition = 2_147_483_545;
}
