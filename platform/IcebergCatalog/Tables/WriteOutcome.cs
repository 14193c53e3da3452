namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>The outcome of a swap of metadata files.</summary>
internal enum WriteOutcome
{
    /// <summary>All tables are at their new files.</summary>
    Done,

    /// <summary>Another commit came first, or one of the batches was published before; nothing was changed.</summary>
    Lost,

    /// <summary>The table to be made is there; nothing was changed.</summary>
    Exists,
}
