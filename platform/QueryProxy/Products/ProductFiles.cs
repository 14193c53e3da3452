using MeshStarter.Contracts.Products;

namespace MeshStarter.QueryProxy.Products;

/// <summary>The files that a query reads for a product.</summary>
internal sealed record ProductFiles(DataProductId Product, IReadOnlyList<string> Paths);
