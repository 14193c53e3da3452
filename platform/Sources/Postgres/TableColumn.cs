namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>A column of a source's table.</summary>
/// <param name="Type">Its type, as the server writes it.</param>
/// <param name="IsIdentity">Whether updates and deletes are sent with its old value.</param>
internal sealed record TableColumn(string Type, bool IsIdentity);
