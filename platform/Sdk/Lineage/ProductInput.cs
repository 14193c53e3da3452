using System.Runtime.InteropServices;
using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Lineage;

/// <summary>What rows were made of: another product, as far as its stream was handled then.</summary>
/// <param name="Product">The product.</param>
/// <param name="Position">The place of its last event that was handled.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProductInput(ProductMajorVersion Product, long Position);
