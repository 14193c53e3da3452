using MeshStarter.DuckDb.Types;

namespace MeshStarter.DuckDb;

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name or alias; names may repeat.</param>
/// <param name="Type">Its type.</param>
public sealed record DuckDbColumn(string Name, DuckDbType Type);
