namespace MeshStarter.Lake.Queries;

/// <summary>The reason why the query proxy cannot run a text.</summary>
/// <param name="Message">The reason, as a sentence.</param>
/// <param name="Line">The line in the text, from 1; null where it is not known.</param>
public sealed record QueryProblem(string Message, int? Line);
