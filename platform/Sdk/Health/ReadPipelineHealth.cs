using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Sdk.Health;

/// <summary>Reads the health of each product that a pipeline computes.</summary>
internal delegate Task<IReadOnlyDictionary<ProductMajorVersion, PipelineHealth>> ReadPipelineHealth(CancellationToken cancellationToken);
