using MeshStarter.Policy.Grants;

namespace MeshStarter.Platform.Enforcement.Grants;

/// <summary>The grants that a process last knew.</summary>
/// <param name="Feed">The sequence of the revisions.</param>
/// <param name="Revision">The revision.</param>
/// <param name="At">When governance was queried last.</param>
/// <param name="Grants">The grants.</param>
internal sealed record GrantFileContent(string Feed, long Revision, DateTimeOffset At, GrantSet Grants);
