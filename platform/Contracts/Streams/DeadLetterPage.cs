namespace MeshStarter.Contracts.Streams;

/// <summary>Dead letters of a domain, the newest first.</summary>
/// <param name="Items">The dead letters.</param>
/// <param name="Next">The value of <c>before</c> for the next page; null on the last.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Items, long? Next);
