namespace MeshStarter.Contracts.Access;

/// <summary>Grants that were given, ended or resumed, in their order: what <c>GET /access/changes</c> of governance returns.</summary>
/// <param name="Feed">Names the sequence of the revisions. Another name means that the reader begins again without what it has.</param>
/// <param name="Revision">The revision that the reader has with these changes.</param>
/// <param name="IsComplete">Whether there are no further changes now.</param>
/// <param name="Items">The changed grants as they are now.</param>
public sealed record GrantChanges(string Feed, long Revision, bool IsComplete, IReadOnlyList<GrantTerms> Items);
