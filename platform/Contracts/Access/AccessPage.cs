namespace MeshStarter.Contracts.Access;

/// <summary>Requests or grants, newest first.</summary>
/// <param name="Items">The page.</param>
/// <param name="Next">The value of <c>before</c> for the next page; null on the last one.</param>
public sealed record AccessPage<T>(IReadOnlyList<T> Items, string? Next);
