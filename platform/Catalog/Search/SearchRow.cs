namespace MeshStarter.Catalog.Search;

/// <summary>A product of a page, as the database has it.</summary>
internal sealed record SearchRow(string Name, int Profile, string Card, string Columns, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt, DateTime? RetiresAt);
