namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A version of a subject without its schema, for lists: a text may be large.</summary>
/// <param name="Subject">The subject as it is kept.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="IsDeleted">Whether it was deleted softly: it is found by those who ask for it so, and by its id.</param>
/// <param name="SchemaId">The number of its schema in this registry.</param>
internal record VersionPlace(string Subject, int Version, bool IsDeleted, int SchemaId);
