namespace MeshStarter.Platform.Enforcement.Journal;

/// <summary>The places where a decision survives its process: nothing that it permits leaves before it is there.</summary>
public enum AuditDurability
{
    /// <summary>The audit journal in <see cref="AuditOptions.Folder"/>, which a shipment sends to governance.</summary>
    Disk,

    /// <summary>Governance's database, for a replica without a disk of its own. While governance is away, nothing is answered.</summary>
    Governance,
}
