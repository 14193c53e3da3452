using System.Runtime.InteropServices;
using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Lineage;

/// <summary>An input of rows: another product, with the position up to which its stream was handled.</summary>
/// <param name="Product">The product.</param>
/// <param name="Position">The position of its last handled event.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProductInput(ProductMajorVersion Product, long Position);
