namespace MeshStarter.EndToEnd;

/// <summary>A block of a page that its reader types.</summary>
/// <param name="Language"><c>bash</c>, or <c>sql</c> for another system's server.</param>
/// <param name="Commands">The text of the block.</param>
/// <param name="Answer">Lines that the page shows below it.</param>
internal sealed record PageStep(string Language, string Commands, IReadOnlyList<string> Answer);
