namespace MeshStarter.Sdk.Import;

/// <summary>The states of an import.</summary>
internal enum ImportState
{
    /// <summary>There is nothing to import: the domain lives on its own traffic.</summary>
    None,

    /// <summary>Rows are being imported.</summary>
    Running,

    /// <summary>Every row was imported or rejected.</summary>
    Done,

    /// <summary>A file could not be read; what came before it stays.</summary>
    Failed,
}
