namespace MeshStarter.Contracts.Types;

/// <summary>One part of a <see cref="StructType"/>.</summary>
/// <param name="Name">Its name; letters, digits and underscores.</param>
/// <param name="Type">Its type.</param>
public sealed record StructField(string Name, ColumnType Type);
