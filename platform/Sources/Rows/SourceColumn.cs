using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Platform.Sources.Rows;

/// <summary>A column of a product and the column of the source that it is read from.</summary>
/// <param name="Column">The column of the product.</param>
/// <param name="Name">The name in the source.</param>
public sealed record SourceColumn(ColumnDefinition Column, string Name);
