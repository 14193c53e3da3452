namespace MeshStarter.Lake.Buckets;

/// <summary>The rights of credentials for a table's folder.</summary>
public enum FolderRights
{
    /// <summary>To read the table's files, but for those in the <see cref="MeshStarter.Lake.Tables.BranchFolder"/> where the store can make the difference.</summary>
    ReadPublished,

    /// <summary>To read the table's files.</summary>
    Read,

    /// <summary>To read them, and to put files into the <see cref="MeshStarter.Lake.Tables.BranchFolder"/>; to delete none.</summary>
    AddToBranches,

    /// <summary>To read, put and delete files, but for the metadata files.</summary>
    Write,
}
