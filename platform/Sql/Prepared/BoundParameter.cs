namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>A parameter of a statement for the engine.</summary>
/// <param name="Name">The engine's name of it.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsCast">Whether the statement casts it: then a value of any type will do.</param>
internal sealed record BoundParameter(string Name, ParameterValue Value, bool IsCast);
