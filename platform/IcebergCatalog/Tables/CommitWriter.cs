namespace MeshStarter.Platform.IcebergCatalog.Tables;

/// <summary>A writer of tables, by the request that it sent.</summary>
/// <param name="Subject">The subject of its token.</param>
/// <param name="Connection">The id of its connection; null where it is not recognized by it.</param>
/// <param name="IsForwarded">Whether a proxy sent the request on.</param>
/// <param name="ConnectionClosed">Is cancelled with the connection.</param>
internal sealed record CommitWriter(string Subject, string? Connection, bool IsForwarded, CancellationToken ConnectionClosed);
