namespace MeshStarter.Contracts.Checks;

/// <summary>The rows of the table alongside the batch that a check looks at.</summary>
public enum ExistingRows
{
    /// <summary>No rows.</summary>
    None,

    /// <summary>The rows with the batch's values in the check's columns, which the check reads by <see cref="AuditedBatch.ExistingLike"/>.</summary>
    Same,

    /// <summary>All rows.</summary>
    All,
}
