namespace MeshStarter.Contracts;

/// <summary>One difference between two contracts of a product.</summary>
/// <param name="Field">What differs: <c>schema.total</c>, <c>key</c>, <c>access.classification</c>.</param>
/// <param name="Message">How, as a sentence.</param>
/// <param name="IsBreaking">Whether readers of the earlier contract may fail or lose something: it needs a new major version.</param>
public sealed record SchemaChange(string Field, string Message, bool IsBreaking);
