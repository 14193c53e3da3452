namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>A parameter of a statement that is described.</summary>
/// <param name="Name">The engine's name of it.</param>
/// <param name="IsCast">Whether the statement casts it: then a value of any type will do.</param>
internal sealed record StatementParameter(string Name, bool IsCast);
