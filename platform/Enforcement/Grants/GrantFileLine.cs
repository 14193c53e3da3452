using MeshStarter.Contracts.Access;

namespace MeshStarter.Platform.Enforcement.Grants;

/// <summary>A check of the grants at governance.</summary>
/// <param name="Feed">The sequence of the revisions.</param>
/// <param name="Revision">The revision.</param>
/// <param name="At">When governance was queried.</param>
/// <param name="Items">The grants that had changed.</param>
internal sealed record GrantFileLine(string Feed, long Revision, DateTimeOffset At, IReadOnlyList<GrantTerms> Items);
