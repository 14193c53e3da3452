namespace MeshStarter.Sdk.Import.Intake;

/// <summary>The states of a source: what its rows in the product are.</summary>
internal enum IntakeState
{
    /// <summary>Nothing was read yet.</summary>
    New,

    /// <summary>All rows are being read.</summary>
    Snapshot,

    /// <summary>The rows are those of the source at the position, and changes follow.</summary>
    Current,

    /// <summary>Changes cannot be read on; all rows must be read again.</summary>
    NeedsSnapshot,
}
