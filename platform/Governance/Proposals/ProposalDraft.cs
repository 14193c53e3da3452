using MeshStarter.Contracts.Policies;
using MeshStarter.Governance.Audit;
using MeshStarter.Governance.Policies;

namespace MeshStarter.Governance.Proposals;

/// <summary>A proposal that is to be added.</summary>
internal sealed record ProposalDraft(string Author, string Reason, PolicyOrigin Origin, long Base, string Text, string Sha256, DateTimeOffset? EffectiveFrom, DateTimeOffset CreatedAt)
{
    /// <summary>The effects it would have; null where they are worked out later.</summary>
    public DryRunParts? DryRun { get; init; }

    /// <summary>The proposal of a changed file.</summary>
    public static ProposalDraft OfFile(string text, string sha256, ServedState served, DateTimeOffset now) =>
        new(AuditStore.Governance, "An edit of the file of the rules", PolicyOrigin.File, served.Version.Number, text, sha256, EffectiveFrom: null, now);
}
