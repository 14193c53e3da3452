namespace MeshStarter.Contracts.Sources;

/// <summary>Statements that a source's administrator runs before the source can be read.</summary>
/// <param name="Setting">The setting with the connection string.</param>
/// <param name="Statements">Statements and comments, in their order.</param>
public sealed record SourcePreparation(string Setting, IReadOnlyList<string> Statements);
