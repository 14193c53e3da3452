using MeshStarter.Catalog.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;

namespace MeshStarter.Catalog.Quality;

/// <summary>The result of a batch, ready to be stored.</summary>
/// <param name="Product">Whose batch it is.</param>
/// <param name="Report">What its checks said.</param>
/// <param name="Run">What it was made of; null where the report does not say.</param>
internal sealed record BatchResult(DataProductId Product, BatchReport Report, LineageEvent.OfRun? Run);
