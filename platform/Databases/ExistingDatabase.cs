namespace MeshStarter.Platform.Databases;

/// <summary>A database as the server has it.</summary>
/// <param name="Owner">The role that owns it.</param>
/// <param name="TakesConnections">False while it is being made.</param>
/// <param name="IsOpenToAll">True where every role may connect, PostgreSQL's default.</param>
internal sealed record ExistingDatabase(string Owner, bool TakesConnections, bool IsOpenToAll);
