namespace MeshStarter.Platform.Audit.Records;

/// <summary>The values of <see cref="AuditRecord.Outcome"/>.</summary>
public static class AuditOutcomes
{
    /// <summary>The whole answer was given out.</summary>
    public const string Finished = "finished";

    /// <summary>The answer ended early with an error.</summary>
    public const string Failed = "failed";

    /// <summary>The caller stopped it, went away, or did not read on.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A grant that it rested on ended, or the rules changed and gave its reader less.</summary>
    public const string Revoked = "revoked";

    /// <summary>Another product of the same query was refused, so nothing was answered.</summary>
    public const string Refused = "refused";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Finished, Failed, Cancelled, Revoked, Refused];
}
