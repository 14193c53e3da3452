namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A version of a subject with its schema.</summary>
/// <param name="Subject">The subject as it is kept.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="IsDeleted">Whether it was deleted softly: it is found by those who ask for it so, and by its id.</param>
/// <param name="Schema">The schema.</param>
internal sealed record SchemaVersion(string Subject, int Version, bool IsDeleted, StoredSchema Schema) : VersionPlace(Subject, Version, IsDeleted, Schema.Id);
