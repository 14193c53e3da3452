using System.Runtime.InteropServices;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;

namespace MeshStarter.Catalog.Slo;

/// <summary>A service level of a major version.</summary>
/// <param name="Product">The major version.</param>
/// <param name="Objective">The service level.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SloKey(ProductMajorVersion Product, SloObjective Objective);
