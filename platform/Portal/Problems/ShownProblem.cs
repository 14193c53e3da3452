namespace MeshStarter.Portal.Problems;

/// <summary>A problem as a page shows it: what is the matter, and the way forward.</summary>
/// <param name="Status">The HTTP status of the page.</param>
/// <param name="Title">The name of the page.</param>
/// <param name="Detail">The reason, for the reader.</param>
/// <param name="Forward">The address that the page leads to.</param>
/// <param name="ForwardText">The text of the link to it.</param>
public sealed record ShownProblem(int Status, string Title, string Detail, string Forward, string ForwardText)
{
    /// <summary>The fields that the reader wrote, which were not taken.</summary>
    public IReadOnlyList<SentField> Sent { get; init; } = [];
}

/// <summary>A field of a form that was not taken.</summary>
/// <param name="Name">Its name for the reader.</param>
/// <param name="Value">Its value.</param>
public sealed record SentField(string Name, string Value);
