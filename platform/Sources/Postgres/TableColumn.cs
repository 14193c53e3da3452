namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>A column of a source's table.</summary>
/// <param name="Type">Its type, as the server writes it.</param>
/// <param name="IsToasted">Whether long values of it are stored apart, and not sent with an update that leaves them as they are.</param>
/// <param name="IsIdentity">Whether updates and deletes are sent with its old value.</param>
/// <param name="IsFull">Whether they are sent with the whole old row.</param>
internal sealed record TableColumn(string Type, bool IsToasted, bool IsIdentity, bool IsFull);
