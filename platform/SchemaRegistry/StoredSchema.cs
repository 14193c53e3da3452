namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A schema as it is kept.</summary>
/// <param name="Id">Its number in this registry.</param>
/// <param name="Guid">Its name in every registry.</param>
/// <param name="Text">Its text as it was first registered.</param>
/// <param name="References">The versions whose types it uses.</param>
internal sealed record StoredSchema(int Id, Guid Guid, string Text, IReadOnlyList<SchemaReference> References);
