namespace MeshStarter.Platform.Audit.Verification;

/// <summary>The result of a verification: what was verified, and each thing that is wrong, a line each.</summary>
internal sealed class AuditFindings
{
    /// <summary>The verified chains, with their counts.</summary>
    public List<string> Summary { get; } = [];

    /// <summary>The faults that were found.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>The services with several keys one of which is of a journal, which has one key until it is replaced.</summary>
    public IReadOnlyList<string> RekeyedServices { get; set; } = [];

    /// <summary>Number of chains of processes without a disk that have no closing record.</summary>
    public int OpenChains { get; set; }
}
